import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist*", "node_modules", ".tests", "src/protocol/generated.ts", "*.js", "**/*.mjs"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ["error", "always"],
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Data only ever becomes text." },
        { property: "insertAdjacentHTML", message: "Data only ever becomes text." },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      // A chain of two in one line, where it reads as one step.
      "@typescript-eslint/no-unused-expressions": "off",
      // Listeners of Lit are called with their element.
      "@typescript-eslint/unbound-method": "off",
      // The runner awaits its own tests.
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: "test", package: "node:test" }] },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  // Dictionaries: a line for each text.
  { files: ["src/i18n/words/**/*.ts"], rules: { "max-lines": "off" } },
);
