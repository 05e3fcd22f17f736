/**
 * Which code the controls run: a season freezes it. Raise it with any change that lets a control decide otherwise; a
 * test knows the files.
 */
export const CONTROLS_VERSION = "1";
