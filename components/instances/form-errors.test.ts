import { expect, test } from "vitest";
import { formErrors } from "./form-errors";

test("every error goes to its input, as a sentence; the rest stays general", () => {
  expect(
    formErrors([
      { path: "processName", message: "must not be empty" },
      { path: "FieldsMappings[1].fieldname", message: "must not be empty" },
      { path: "Status", message: "must be at most 100 characters long" },
      { path: "", message: 'The field "x" is not known; remove it.' },
    ]),
  ).toEqual({
    processName: "The process name must not be empty.",
    status: "The status must be at most 100 characters long.",
    fields: new Map([[1, "The field name must not be empty."]]),
    general: ['The field "x" is not known; remove it.'],
  });
});
