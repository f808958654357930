import { escapeHtml } from '../escape.js';
import { legible } from './page.js';

// The form of a list's page: a plain GET, so it works without script. Its inputs carry the names of the list's own
// parameters. A browser sends every input, also the empty ones: an empty parameter must count as not given.

/** One filter of the current list, as its parameter says it. */
export interface Filter {
  readonly field: string;
  /** As in `filter[field][operator]`; undefined for `filter[field]`. */
  readonly operator?: string | undefined;
  /** As it stands in the parameter. */
  readonly value: string;
}

/** What the form is filled with. */
export interface FilterForm {
  /** The list's own path, to which the parameters are added. */
  readonly formAction: string;
  readonly filters: readonly Filter[];
  /** As in the parameter; undefined when it is not given. */
  readonly sort: string | undefined;
  readonly limit: number;
  /** The fields asked for; empty for all. */
  readonly fields: readonly string[];
  /** The fields that are declared for filtering and sorting. */
  readonly indexes: readonly string[];
}

/** Operators offered for every field, with their words; the others appear where they are in use. */
const OFFERED: readonly string[] = ['', 'prefix', 'gte', 'lte'];

const WORDS: ReadonlyMap<string, string> = new Map([
  ['', 'is'],
  ['ne', 'is not'],
  ['lt', 'is less than'],
  ['lte', 'is at most'],
  ['gt', 'is more than'],
  ['gte', 'is at least'],
  ['in', 'is one of'],
  ['prefix', 'begins with'],
  ['exists', 'exists'],
]);

const LIMITS: readonly number[] = [10, 20, 50, 100, 200];

/** The form, folded up unless a filter is set. */
export function filterForm(form: FilterForm): string {
  const { formAction, filters, indexes } = form;
  const fields = [...new Set([...indexes, ...filters.map(({ field }) => field)])];
  const open = filters.length > 0 ? ' open' : '';
  return `<details class="panel"${open}>
<summary>Filter and sort</summary>
<form method="get" action="${escapeHtml(formAction)}" autocomplete="off" autocapitalize="none" spellcheck="false">
${fields.map((field) => fieldInputs(field, filters)).join('')}${note(fields)}${arrangement(form)}<div class="row">
<button type="submit">Apply</button>
<a href="${escapeHtml(formAction)}">Clear</a>
</div>
</form>
</details>
`;
}

function note(fields: readonly string[]): string {
  const text =
    fields.length === 0
      ? 'Fields that the collection’s settings declare as indexes can be filtered here.'
      : 'Numbers, true, false and null are taken as such. Put text that looks like one in double quotes.';
  return `<p class="soft">${text}</p>\n`;
}

function fieldInputs(field: string, filters: readonly Filter[]): string {
  const current = filters.filter((filter) => filter.field === field);
  const inputs = OFFERED.map(
    (operator) => current.find((filter) => operatorOf(filter) === operator) ?? { field, operator, value: '' },
  );
  const others = current.filter((filter) => !inputs.includes(filter));
  return `<fieldset>
<legend>${legible(field)}</legend>
<div class="inputs">
${[...inputs, ...others].map(filterInput).join('')}</div>
</fieldset>
`;
}

function operatorOf({ operator }: Filter): string {
  return operator === undefined || operator === 'eq' ? '' : operator;
}

function filterInput(filter: Filter): string {
  const operator = operatorOf(filter);
  const name = `filter[${filter.field}]${operator === '' ? '' : `[${operator}]`}`;
  return input(WORDS.get(operator) ?? operator, name, filter.value);
}

function input(label: string, name: string, value: string): string {
  return `<label>${legible(label)} <input name="${escapeHtml(name)}" value="${escapeHtml(value)}"></label>\n`;
}

function arrangement({ sort, limit, fields, indexes }: FilterForm): string {
  const limits = [...new Set([...LIMITS, limit])].toSorted((a, b) => a - b);
  return `<fieldset>
<legend>Page</legend>
<div class="inputs">
${select('sorted by', 'sort', sort ?? '$id', sortOptions(sort, indexes))}${select(
    'documents per page',
    'limit',
    String(limit),
    limits.map((number) => [String(number), String(number)]),
  )}${input('only these fields', 'fields', fields.join(','))}</div>
</fieldset>
`;
}

type Choice = readonly [value: string, label: string];

const METADATA_SORTS: readonly Choice[] = [
  ['$id', 'id'],
  ['-$updatedAt', 'last changed first'],
  ['$updatedAt', 'first changed first'],
  ['-$createdAt', 'newest first'],
  ['$createdAt', 'oldest first'],
];

function sortOptions(sort: string | undefined, indexes: readonly string[]): readonly Choice[] {
  const choices = [
    ...METADATA_SORTS,
    ...indexes.flatMap((field): Choice[] => [
      [field, `${field}, ascending`],
      [`-${field}`, `${field}, descending`],
    ]),
  ];
  const isKnown = sort === undefined || choices.some(([value]) => value === sort);
  return isKnown ? choices : [...choices, [sort, sort]];
}

function select(label: string, name: string, current: string, choices: readonly Choice[]): string {
  const options = choices.map(([value, text]) => {
    const selected = value === current ? ' selected' : '';
    return `<option value="${escapeHtml(value)}"${selected}>${legible(text)}</option>`;
  });
  return `<label>${label} <select name="${name}">${options.join('')}</select></label>\n`;
}
