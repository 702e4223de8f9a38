export type ResendJob = {
  id: number;
  status: "delivered" | "failed" | "cancelled";
  after_id: string;
  until_id: string;
  started_by: string;
  /** How many more bulk resends may be pending, over all jobs. */
  room: number;
};
