/**
 * One column of `rows` as an array parameter, in one pass and without a list in between. Numbers go in binary (the manual's "Formats and
 * Format Codes"), which neither side has to parse or print; the driver sends any Buffer so. Texts and ids go as array literals ("Array
 * Input and Output Syntax"): the driver would quote each element of each array with two regular expressions.
 */
type Read<Row, Value> = (row: Row, index: number) => Value | null;

/** Number types that are sent in binary: their OID, bytes, and how a value is written. */
const numberTypes = {
  int2: { oid: 21, bytes: 2, write: (to: Buffer, value: number, at: number) => to.writeInt16BE(value, at) },
  int4: { oid: 23, bytes: 4, write: (to: Buffer, value: number, at: number) => to.writeInt32BE(value, at) },
  float4: {
    oid: 700,
    bytes: 4,
    write: (to: Buffer, value: number, at: number) => to.writeFloatBE(value, at),
  },
  float8: {
    oid: 701,
    bytes: 8,
    write: (to: Buffer, value: number, at: number) => to.writeDoubleBE(value, at),
  },
};

/** Dimensions, whether there are nulls, the elements' type; then of the one dimension its length and where it begins. */
const headerBytes = 20;

export function numbers<Row>(
  type: keyof typeof numberTypes,
  rows: readonly Row[],
  read: Read<Row, number>,
): Buffer {
  const { oid, bytes, write } = numberTypes[type];
  const array = Buffer.allocUnsafe(headerBytes + rows.length * (4 + bytes));
  let nulls = 0;
  let at = headerBytes;
  for (let index = 0; index < rows.length; index += 1) {
    const value = read(rows[index] as Row, index);
    if (value === null) {
      nulls = 1;
      at = array.writeInt32BE(-1, at);
    } else {
      at = write(array, value, array.writeInt32BE(bytes, at));
    }
  }
  array.writeInt32BE(1, 0);
  array.writeInt32BE(nulls, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(rows.length, 12);
  array.writeInt32BE(1, 16);
  return array.subarray(0, at);
}

/** Milliseconds measured to the microsecond: to the thousandth, as more digits mean nothing. */
export function thousandths<Row>(
  type: "float4" | "float8",
  rows: readonly Row[],
  read: Read<Row, number>,
): Buffer {
  return numbers(type, rows, (row, index) => {
    const value = read(row, index);
    return value === null ? null : Math.round(value * 1_000) / 1_000;
  });
}

/** Values that need no quotes: whole numbers, enums, booleans. */
export function words<Row>(rows: readonly Row[], read: Read<Row, string | number>): string {
  let literal = "{";
  for (let index = 0; index < rows.length; index += 1) {
    if (index > 0) literal += ",";
    literal += read(rows[index] as Row, index) ?? "NULL";
  }
  return `${literal}}`;
}

export function texts<Row>(rows: readonly Row[], read: Read<Row, string>): string {
  return words(rows, (row, index) => {
    const value = read(row, index);
    if (value === null) return null;
    return special.test(value) ? `"${value.replace(everySpecial, "\\$&")}"` : `"${value}"`;
  });
}

const special = /["\\]/;
const everySpecial = /["\\]/g;
