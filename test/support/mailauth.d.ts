// mailauth 4 has no types; this is what is used here.
declare module "mailauth/lib/dkim/verify.js" {
  export function dkimVerify(
    message: Uint8Array,
    options: { readonly resolver: (name: string, type: string) => Promise<string[][]>; readonly curTime?: Date },
  ): Promise<{
    readonly results: readonly {
      readonly signingDomain?: string;
      readonly selector?: string;
      readonly algo?: string;
      readonly signingHeaders?: { readonly keys: string };
      readonly status: { readonly result: string; readonly comment?: string | false };
    }[];
  }>;
}
