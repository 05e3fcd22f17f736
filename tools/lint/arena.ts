import { approvedCast } from "./approved_cast.ts";
import { bannedNames } from "./banned_names.ts";
import { errorMessageForm } from "./error_message_form.ts";
import { importZones } from "./import_zones.ts";
import { maxLines } from "./max_lines.ts";
import { maxParams } from "./max_params.ts";
import { noAmbient } from "./no_ambient.ts";
import { noPrivateKeyword } from "./no_private_keyword.ts";

/** The house rules that a syntax tree can prove, loaded by `deno lint` through `deno.json`. */
const plugin: Deno.lint.Plugin = {
  name: "arena",
  rules: {
    "approved-cast": approvedCast,
    "banned-names": bannedNames,
    "error-message-form": errorMessageForm,
    "import-zones": importZones,
    "max-lines": maxLines,
    "max-params": maxParams,
    "no-ambient": noAmbient,
    "no-private-keyword": noPrivateKeyword,
  },
};

export default plugin;
