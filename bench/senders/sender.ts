import type { Bench } from "../measure";

/** A program that takes in events over HTTP and calls the 50 endpoints of the receiver. */
export type Sender = {
  title: string;
  /** Its own processes, and those of its stores; empty when they are not known. */
  programs: number[];
  stores: number[];
  /** Hands in an event for one of the endpoints, or for all: each chooses by a filter of its own. */
  send(instanceID: string, to: number | "all"): Promise<unknown>;
};

/** Runs `use` with the sender and its 50 endpoints, which are deleted afterwards. */
export type WithSender = <T>(bench: Bench, use: (sender: Sender) => Promise<T>) => Promise<T>;

/** What an endpoint is called with, the same from all. */
export const eventOf = (instanceID: string) => ({
  eventType: "created",
  instanceID,
  processName: "Posted",
});

/** Where the endpoint of this number is. */
export const endpointUrl = ({ receiver }: Bench, endpoint: number) => `${receiver.url}/endpoint/${endpoint}`;
