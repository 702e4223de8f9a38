export function prepare(options?: {
  web?: boolean;
  dev?: boolean;
  runs?: boolean;
  attaches?: boolean;
}): Promise<void>;
