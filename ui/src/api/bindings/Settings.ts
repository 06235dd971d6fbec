import type { Theme } from "./Theme";
import type { Language } from "./Language";
import type { TextSize } from "./TextSize";

export type Settings = { theme: Theme, language: Language, text_size: TextSize, keep_screen_on: boolean, haptics: boolean };
