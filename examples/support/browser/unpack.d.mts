export function unpackChromium(home: URL): Promise<string>;
