/** The id of what holds the button "Webhooks". */
export const webhooksButtonId = "webhooks";
