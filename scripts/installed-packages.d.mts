type Packages = Record<
  string,
  { version?: string; optional?: boolean; dev?: boolean; devOptional?: boolean }
>;

export function hasAll(installed: Packages, wanted: Packages, isProduction: boolean): boolean;
