import css from "./fixed.module.css";

/** What cannot be changed any more, among the fields of a form. */
export const Fixed = ({ label, value, code = false }: { label: string; value: string; code?: boolean }) => (
  <dl className={css.fixed}>
    <dt>{label}</dt>
    <dd>{code ? <code>{value}</code> : value}</dd>
  </dl>
);
