import { parseAst } from "vitest/node";

/** One small fault: the text from `start` to `end` of a source replaced by another. */
export type Mutant = { start: number; end: number; replacement: string };

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** What takes an operator's place: its boundary moved, and its contrary. */
const operators: Record<string, readonly string[]> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "+=": ["-="],
  "-=": ["+="],
  "??=": ["="],
  "++": ["--"],
  "--": ["++"],
};

const methods: Record<string, string> = {
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
};

/** Calls that change a value and keep its type: without them the value stays as it was. */
const droppable = new Set([
  "toLowerCase",
  "toUpperCase",
  "trim",
  "filter",
  "sort",
  "toSorted",
  "reverse",
  "slice",
]);

/**
 * All mutants of a TypeScript module, in the order of its text. What is logged, types and names of modules stay as they are.
 * Pure.
 */
export function mutantsOf(source: string): Mutant[] {
  const found = new Map<string, Mutant>();
  const text = ({ start, end }: Node) => source.slice(start, end);
  const add = (start: number, end: number, replacement: string) => {
    if (source.slice(start, end) !== replacement)
      found.set(`${start} ${end} ${replacement}`, { start, end, replacement });
  };
  const replace = (node: Node, replacement: string) => add(node.start, node.end, replacement);

  /** The operator between two nodes, or before or behind one. */
  const swap = (node: Node, from: number, to: number) => {
    const operator = String(node.operator);
    const at = source.indexOf(operator, from);
    if (at === -1 || at >= to) return;
    for (const other of operators[operator] ?? []) add(at, at + operator.length, other);
  };

  function condition(test: Node): void {
    for (const value of ["true", "false"]) replace(test, value);
  }

  function visit(node: Node, parent: Node | null): void {
    const [left, right] = [node.left as Node, node.right as Node];
    switch (node.type) {
      case "IfStatement":
      case "ConditionalExpression":
        condition(node.test as Node);
        break;
      case "WhileStatement":
        replace(node.test as Node, "false");
        break;
      case "BinaryExpression":
        if (node.operator !== "+" || (!isText(left) && !isText(right))) swap(node, left.end, right.start);
        break;
      case "LogicalExpression":
        if (node.operator === "??") replace(node, text(left));
        swap(node, left.end, right.start);
        break;
      case "AssignmentExpression":
        swap(node, left.end, right.start);
        break;
      case "UpdateExpression":
        swap(node, node.start, node.end);
        break;
      case "UnaryExpression":
        if (node.operator === "!") replace(node, text(node.argument as Node));
        break;
      case "AssignmentPattern":
        replace(node, text(left));
        break;
      case "ExpressionStatement":
        if (isCall(node.expression as Node) && !isLogged(node.expression as Node)) replace(node, ";");
        break;
      case "ThrowStatement":
        replace(node, ";");
        break;
      case "ReturnStatement":
        if (node.argument && !isNothing(node.argument as Node)) replace(node, "return;");
        break;
      case "BlockStatement":
        if (isFunction(parent) && (node.body as Node[]).length > 1) replace(node, "{}");
        break;
      case "MemberExpression":
        if (node.optional) replaceOptional(node);
        break;
      case "CallExpression":
        call(node);
        break;
      case "ArrayExpression":
        if ((node.elements as Node[]).length > 0) replace(node, "[]");
        break;
      case "TemplateLiteral":
        replace(node, '""');
        break;
      case "Literal":
        literal(node);
        break;
    }
  }

  function replaceOptional(node: Node): void {
    const at = (node.object as Node).end;
    if (source.slice(at, at + 2) === "?.") add(at, at + 2, node.computed ? "" : ".");
  }

  function call(node: Node): void {
    const callee = node.callee as Node;
    if (callee.type !== "MemberExpression" || callee.computed) return;
    const property = callee.property as Node;
    const name = text(property);
    if (methods[name]) replace(property, methods[name]);
    if (droppable.has(name)) replace(node, text(callee.object as Node));
  }

  function literal(node: Node): void {
    const { value } = node;
    if (typeof value === "number") replace(node, String(value < 10 ? value + 1 : value * 10));
    else if (typeof value === "boolean") replace(node, String(!value));
    else if (typeof value === "string") replace(node, value === "" ? '"mutant"' : '""');
    else if (node.regex) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      if (pattern.startsWith("^")) replace(node, `/${pattern.slice(1) || "(?:)"}/${flags}`);
      if (/[^\\]\$$/.test(pattern)) replace(node, `/${pattern.slice(0, -1)}/${flags}`);
      if (flags.includes("i")) replace(node, `/${pattern}/${flags.replace("i", "")}`);
    }
  }

  const isLogged = (node: Node) =>
    node.type === "CallExpression" && /^log(?:\.\w+)?$/.test(text(node.callee as Node));

  function walk(node: Node, parent: Node | null): void {
    if (isLeftAlone(node) || isLogged(node)) return;
    visit(node, parent);
    for (const child of childrenOf(node)) walk(child, node);
  }

  walk(parseAst(source, { lang: "ts" }) as unknown as Node, null);
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** An object's keys, and what a directive says, are names. */
function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === "key" && !node.computed) return [];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

/** Expressions that only say a type: `x as T`, `x satisfies T`, `x!`. */
const typed = /^TS(?:As|Satisfies|NonNull|Instantiation)/;

function isLeftAlone(node: Node): boolean {
  if (node.type.startsWith("TS")) return !typed.test(node.type);
  if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return true;
  return node.type === "ExpressionStatement" && typeof node.directive === "string";
}

const isFunction = (node: Node | null) =>
  node !== null && /^(?:Arrow)?Function(?:Declaration|Expression)?/.test(node.type);

const isText = (node: Node) =>
  node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");

/** Returned, this is as good as no value where only its truth counts. */
const isNothing = (node: Node) => node.type === "Literal" && (node.value === false || node.raw === "null");

/** A call as a statement, awaited or not; what is logged is left alone. */
function isCall(node: Node): boolean {
  if (node.type === "AwaitExpression" || node.type === "ChainExpression")
    return isCall((node.argument ?? node.expression) as Node);
  if (node.type === "UnaryExpression" && node.operator === "void") return isCall(node.argument as Node);
  return node.type === "CallExpression" || node.type === "NewExpression";
}
