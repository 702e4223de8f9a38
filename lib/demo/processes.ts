export type SampleProcess = {
  name: string;
  /** What its instances go through, in this order; then they are deleted. */
  statuses: string[];
  /** What its instances may hold in each field. */
  fields: Record<string, string[]>;
};

/** The demo's processes. */
export const processes: SampleProcess[] = [
  {
    name: "Training Request",
    statuses: ["Submitted", "Approved", "Booked"],
    fields: {
      course: ["Fire safety", "First aid", "Negotiating", "SQL for analysts"],
      days: ["1", "2", "3"],
    },
  },
  {
    name: "Leave",
    statuses: ["Submitted", "Approved"],
    fields: { days: ["2", "5", "10", "15"], kind: ["Holiday", "Parental leave", "Moving house"] },
  },
  {
    name: "Purchase Order",
    statuses: ["Draft", "Approved", "Sent"],
    fields: {
      supplier: ["Birch & Sons", "Northwind Paper", "Lumen Lighting"],
      amount: ["180.00", "1250.00"],
    },
  },
  {
    name: "Travel Expenses",
    statuses: ["Submitted", "Checked", "Paid"],
    fields: { destination: ["Lisbon", "Oslo", "Tallinn", "Graz"], amount: ["94.50", "412.80", "733.10"] },
  },
];
