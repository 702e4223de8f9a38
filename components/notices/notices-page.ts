/** The page of all notices. */
export const noticesPage = "/administration/developer/notices";
