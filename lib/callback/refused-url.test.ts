import { expect, test } from "vitest";
import { refusedUrl } from "./refused-url";

test("a bare quote is told with what it does and how else to write the URL, the rest of which stays", () => {
  const problem = ' contains a bare ". Write %22.';
  expect(refusedUrl('https://a.example.com/in?f="5"&g=%22')).toEqual({
    problem,
    effect: "Libraries that verify signatures refuse such a call.",
    rewritten: "https://a.example.com/in?f=%225%22&g=%22",
  });
  expect(refusedUrl('https://a.example.com/"in"?g=1')).toEqual({
    problem,
    effect: "Some services refuse such a call.",
    rewritten: "https://a.example.com/%22in%22?g=1",
  });
  expect(refusedUrl('https://a.example.com/?f="|"')?.rewritten).toBe("https://a.example.com/?f=%22%7C%22");
});

test("where more is wrong, only its owner can say how else to write it", () => {
  expect(refusedUrl('https://a.example.com/?f="5"#top')?.rewritten).toBeNull();
  expect(refusedUrl('https://a.example.com/?="5"')?.rewritten).toBeNull();
  expect(refusedUrl("https://a.example.com/?f=\\d")).toEqual({
    problem: " contains a backslash in its query. Write %5C, or a forward slash (/).",
    effect: null,
    rewritten: null,
  });
});

test("what may be saved is no problem, wherever it leads", () => {
  for (const url of ["https://a.example.com/?f=%225%22", "https://a.example.com/?f={id}", "http://10.0.0.5/"])
    expect(refusedUrl(url)).toBeNull();
});
