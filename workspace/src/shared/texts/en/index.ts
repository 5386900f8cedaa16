import keys from "./keys.ts";
import problems from "./problems.ts";
import property from "./property.ts";
import shell from "./shell.ts";
import tickets from "./tickets.ts";

/** What the first screen says. The texts by place, `tickets.list.empty`: one file for each folder of `src`. */
export default { ...keys, ...problems, ...property, ...shell, ...tickets };
