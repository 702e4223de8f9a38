import type { DeliveryStatus } from "@/lib/db/generated/enums";
import type { ResendFilter } from "@/lib/deliveries/resend-filter";

export type ResendJob = {
  id: number;
  /** Null where the job sends events that were never sent. */
  status: Exclude<DeliveryStatus, "pending"> | null;
  /** Null where an older release, or the API, started it: then the job's columns say which. */
  filter: ResendFilter | null;
  after_id: string;
  until_id: string;
  after_event: string;
  until_event: string;
  started_by: string;
  /** How many more bulk resends may be pending, over all jobs. */
  capacity: number;
};
