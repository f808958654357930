import type { Faults } from './faults.js';
import type { SchemaGraph, SchemaNode } from './schema-node.js';

/** How many schemas one value and all that is in it may meet, references written out. */
const MOST_APPLICATIONS = 5000;

/**
 * Refuses schemas whose work no document bounds: those that come back to themselves on the same value, and
 * those that references multiply beyond measure, such as thirty definitions that each apply the next one
 * twice. Recursion *into* a value counts once: a document is at most so deep, and the rest is up to the
 * allowance of each validation. Also refuses what the engine would get wrong.
 */
export function judgeBounds({ root, nodes }: SchemaGraph, faults: Faults): void {
  for (const node of nodes.values()) {
    if (faults.isFull()) return;
    judgeUnevaluatedItems(node, faults);
  }
  const loop = findLoop(nodes);
  if (loop !== undefined) {
    const remedy = 'Refer to it from "properties", "items" or the like';
    faults.add(loop.pointer, `This schema applies itself to the same value again, without end. ${remedy}.`);
  } else if (applications(root, new Map()) > MOST_APPLICATIONS) {
    const limit = `more than ${MOST_APPLICATIONS} schemas apply`;
    faults.add(root.pointer, `With its references written out, ${limit}. Simplify the schema.`);
  }
}

/** A schema from which references and alternatives lead back to itself on the same value. */
function findLoop(nodes: SchemaGraph['nodes']): SchemaNode | undefined {
  const open = new Set<SchemaNode>();
  const done = new Set<SchemaNode>();
  const visit = (node: SchemaNode): SchemaNode | undefined => {
    if (open.has(node)) return node;
    if (done.has(node)) return undefined;
    open.add(node);
    for (const child of node.children) {
      const loop = child.reach === 'here' ? visit(child.node) : undefined;
      if (loop !== undefined) return loop;
    }
    open.delete(node);
    done.add(node);
    return undefined;
  };
  for (const node of nodes.values()) {
    const loop = visit(node);
    if (loop !== undefined) return loop;
  }
  return undefined;
}

/** How many schemas apply below a schema, it included. Linear: each is counted once and looked up after. */
function applications(node: SchemaNode, counted: Map<SchemaNode, number>): number {
  const known = counted.get(node);
  if (known !== undefined) return known;
  // While a schema is being counted, it counts as one: that is where it recurs.
  counted.set(node, 1);
  let sum = 1;
  for (const child of node.children) {
    if (child.reach !== 'nowhere') sum += applications(child.node, counted);
  }
  counted.set(node, sum);
  return sum;
}

/** The engine takes all elements as evaluated once `contains` was there; 2020-12 only those that matched. */
function judgeUnevaluatedItems(node: SchemaNode, faults: Faults): void {
  if (typeof node.schema === 'boolean' || !Object.hasOwn(node.schema, 'unevaluatedItems')) return;
  if (!meetsContains(node, new Set())) return;
  const remedy = 'Use "items" or "prefixItems" to say what else may be there';
  faults.add(
    `${node.pointer}/unevaluatedItems`,
    `"unevaluatedItems" cannot go with "contains" here. ${remedy}.`,
  );
}

function meetsContains(node: SchemaNode, met: Set<SchemaNode>): boolean {
  if (met.has(node)) return false;
  met.add(node);
  if (typeof node.schema !== 'boolean' && Object.hasOwn(node.schema, 'contains')) return true;
  return node.children.some(({ reach, node: inner }) => reach === 'here' && meetsContains(inner, met));
}
