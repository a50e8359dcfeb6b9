/** Beside that of the plain page: more than one thing to choose, and themes by the dozen. */
export const PREFERENCES_STYLE = `
main.wide { max-width: 44rem; }
h2 { margin: 0 0 6px; font-size: 1.15rem; line-height: 1.3; }
section { border-top: 1px solid var(--line); margin-top: 30px; padding-top: 26px; }
fieldset { min-width: 0; margin: 0 0 28px; padding: 0; border: 0; }
legend { padding: 0; margin: 0 0 6px; font-size: 1.15rem; font-weight: 700; line-height: 1.3; }
.hint { margin: 0 0 12px; font-size: .92rem; color: var(--muted); }
.choice { display: flex; gap: 12px; align-items: center; min-height: 44px; padding: 6px 0; cursor: pointer; }
input { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--button); cursor: pointer; }
input:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
summary { display: flex; align-items: center; justify-content: space-between; min-height: 48px; padding: 8px 16px; border: 1px solid var(--field); border-radius: 10px; font-weight: 600; cursor: pointer; }
summary::-webkit-details-marker { display: none; }
summary::after { content: ""; width: 9px; height: 9px; margin: -4px 4px 0 12px; border: solid; border-width: 0 2px 2px 0; transform: rotate(45deg); }
details[open] > summary::after { margin-top: 6px; transform: rotate(225deg); }
details[open] > summary { margin-bottom: 12px; }
summary:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.themes { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; margin: 0; padding: 0; }
.themes label { display: flex; gap: 9px; align-items: center; min-height: 40px; padding: 7px 14px 7px 11px; border: 1px solid var(--field); border-radius: 20px; line-height: 1.25; overflow-wrap: anywhere; cursor: pointer; }
.themes input { width: 17px; height: 17px; }
.themes label:has(:checked) { background: var(--chosen); }
.themes label:not(:has(:checked)) { color: var(--muted); border-style: dashed; }
.status { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; justify-content: space-between; margin: 0 0 24px; padding: 14px 16px; border-radius: 10px; background: var(--chosen); border-left: 4px solid var(--ink); }
.status p { margin: 0; flex: 1 1 14rem; }
.status form { flex: none; }
.wrong { display: block; border-left-color: var(--wrong); }
.wrong p + p { margin-top: 6px; }
button.second { color: var(--ink); background: transparent; border: 1px solid var(--field); }
.status button { width: auto; min-height: 44px; padding: 8px 22px; }
.past { margin: 26px 0 0; padding: 0; background: none; border: 0; color: var(--muted); font-size: .92rem; }
:root { --field: #857c70; --chosen: #f1ece4; --wrong: #a3261b; }
@media (prefers-color-scheme: dark) { :root { --field: #8d8377; --chosen: #2a251f; --wrong: #ff9a8a; } }
`;
