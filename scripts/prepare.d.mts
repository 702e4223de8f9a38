type Packages = Record<
  string,
  { version?: string; optional?: boolean; dev?: boolean; devOptional?: boolean }
>;

export function hasAll(installed: Packages, wanted: Packages, isProduction: boolean): boolean;

export function sameOnAllNodes(): { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: string; CALLBOARD_BUILD_ID: string };

export function prepare(options?: {
  web?: boolean;
  dev?: boolean;
  runs?: boolean;
  attaches?: boolean;
  say?: (line: string) => void;
}): Promise<void>;
