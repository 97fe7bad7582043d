/** How the session cookie is set: over https with the prefix that pins it to this host. */
export interface CookieShape {
  readonly name: string;
  readonly options: {
    readonly path: '/';
    readonly httpOnly: true;
    readonly sameSite: 'lax';
    readonly secure: boolean;
  };
}

/** Plain http is for one's own machine only; browsers refuse the `__Host-` prefix there. */
export const cookieShape = (isHttps: boolean): CookieShape => ({
  name: isHttps ? '__Host-assay_session' : 'assay_session',
  options: { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps },
});

export const isHttps = (publicUrl: string | undefined): boolean => publicUrl?.startsWith('https:') ?? false;

/** The session cookie of a request, still signed; undefined if it brings none. */
export const sessionCookieOf = (
  request: { readonly cookies: Readonly<Record<string, string | undefined>> },
  config: { readonly PUBLIC_URL?: string | undefined },
): string | undefined => request.cookies[cookieShape(isHttps(config.PUBLIC_URL)).name];
