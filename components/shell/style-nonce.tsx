"use client";

import { setNonce } from "get-nonce";

let isSet = false;

/**
 * Tells the dialogs' scroll lock, which adds a style sheet while one is open, the nonce that the page's policy asks for: the
 * one the document came with. A refresh brings another one, which is not of this document.
 */
export function StyleNonce({ nonce }: { nonce: string }) {
  if (!isSet && typeof window !== "undefined") {
    setNonce(nonce);
    isSet = true;
  }
  return null;
}
