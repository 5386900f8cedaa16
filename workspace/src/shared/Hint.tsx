import type { ReactNode } from "react";
import css from "./hint.module.css";

/** A quiet line that explains what is above it. */
export const Hint = ({ children }: { children: ReactNode }) => <p className={css.hint}>{children}</p>;
