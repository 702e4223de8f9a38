import { Missing } from "@/components/shell/missing";

export default function NotFoundInShell() {
  return (
    <Missing href="/" linkText="Go to Callboard">
      There is nothing at this address: it may have been deleted, or mistyped.
    </Missing>
  );
}
