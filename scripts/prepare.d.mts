export function prepare(options?: {
  web?: boolean;
  dev?: boolean;
  runs?: boolean;
  attaches?: boolean;
  say?: (line: string) => void;
}): Promise<void>;
