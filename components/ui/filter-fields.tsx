import { filterChoiceClass, filterControlClass, filterLabelClass } from "./input-class";

/** Text takes what room is left, within reason; everything else only on narrow screens. */
const room = {
  text: "basis-36 sm:max-w-64",
  search: "basis-52 sm:max-w-80",
  date: "basis-36 sm:flex-none",
  "datetime-local": "basis-44 sm:flex-none",
};

export function FilterInput({
  label,
  name,
  value = "",
  type = "text",
  list,
  placeholder,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  type?: keyof typeof room;
  /** The id of a datalist. */
  list?: string;
  placeholder?: string;
}) {
  return (
    <label className={`${filterLabelClass} ${room[type]}`}>
      {label}
      <input
        name={name}
        type={type}
        list={list}
        defaultValue={value}
        placeholder={placeholder}
        className={filterControlClass}
      />
    </label>
  );
}

/** One of several, or none: `any` is what none is called. */
export function FilterChoice({
  label,
  name,
  value = "",
  any,
  options,
  wide = false,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  any: string;
  options: readonly { value: string; label: string }[];
  wide?: boolean;
}) {
  return (
    <label className={filterChoiceClass(wide)}>
      {label}
      <select key={value} name={name} defaultValue={value} className={filterControlClass}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
