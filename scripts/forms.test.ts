import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** A form without a method puts what was typed into the address when the browser sends it before its scripts have come. */

/** `FilterForm` alone is meant to: it is a search, and holds no secret. */
const searches = "components/ui/filter-form.tsx";

const sources = ["app", "components"].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map((file) => path.join(folder, String(file)))
    .filter((file) => file.endsWith(".tsx"))
    .map((file) => ({ file, text: readFileSync(file, "utf8") })),
);

/** The attributes of each form in a file. */
const formsIn = (text: string) =>
  [...text.matchAll(/<form\b([^<]*?[^=])>/g)].map(([, attributes = ""]) => attributes);

test("every form posts, but the one that searches", () => {
  const forms = sources.flatMap(({ file, text }) =>
    formsIn(text).map((attributes) => ({ file, attributes })),
  );
  expect(forms.filter(({ file }) => file === searches)).toHaveLength(1);
  const others = forms.filter(({ file }) => file !== searches);
  expect(others.length).toBeGreaterThan(1);
  const getting = others.filter(({ file, attributes }) => {
    const action = /\baction=\{(\w+)\}/.exec(attributes)?.[1];
    const text = sources.find((source) => source.file === file)?.text ?? "";
    // What React makes a form of that posts, without scripts too: the action of `useActionState`.
    const posts = action !== undefined && new RegExp(`\\[\\w+, ${action}\\] = useActionState\\(`).test(text);
    return !posts && !/\bmethod="post"/.test(attributes);
  });
  expect(getting).toEqual([]);
});

test("a form elsewhere, a button that makes one GET, or a secret in a search would be found", () => {
  expect(formsIn("<form ref={form} onSubmit={submit} noValidate>")).toEqual([
    " ref={form} onSubmit={submit} noValidate",
  ]);
  expect(sources.filter(({ text }) => /\b(formMethod|createElement\(\s*"form")/.test(text))).toEqual([]);
  const search = sources.find(({ file }) => file === searches)?.text ?? "";
  expect(search).not.toContain("password");
});
