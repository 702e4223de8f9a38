import type { ButtonHTMLAttributes, Ref } from "react";

type ButtonVariant = "primary" | "secondary" | "danger" | "ghost";

const looks: Record<ButtonVariant, string> = {
  primary: "bg-primary border-primary text-on-primary hover:bg-primary-hover",
  secondary: "bg-surface border-line-strong text-text hover:bg-surface-2",
  danger: "bg-bad border-bad text-surface hover:opacity-90",
  ghost: "border-transparent text-text-2 hover:bg-surface-2 hover:text-text",
};

/** The classes of a button, for links that look like one. */
export function buttonClass(variant: ButtonVariant = "secondary", size: "m" | "s" = "m"): string {
  const box = size === "s" ? "px-2.5 py-0.5 text-xs" : "px-3.5 py-1.5 text-[13.5px]";
  return `inline-flex items-center justify-center gap-2 rounded-lg border font-semibold whitespace-nowrap disabled:opacity-60 ${box} ${looks[variant]}`;
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: "m" | "s";
  ref?: Ref<HTMLButtonElement>;
};

export function Button({ variant, size, className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(variant, size)} ${className}`} {...rest} />;
}
