/**
 * A response whose body is one text. The listener sends the text as it is; a stream of it is made for those alone who ask for one,
 * as Next does: making it takes longer than all the rest of a response (docs/benchmarks.md).
 */
export class TextResponse extends Response {
  /** The body. */
  readonly content: string;
  private made: Response | undefined;

  constructor(content: string, init: ResponseInit) {
    super(null, init);
    this.content = content;
  }

  private get whole(): Response {
    this.made ??= new Response(this.content, { headers: this.headers });
    return this.made;
  }

  override get body() {
    return this.whole.body;
  }

  override get bodyUsed(): boolean {
    return this.made?.bodyUsed ?? false;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.whole.arrayBuffer();
  }

  override blob(): Promise<Blob> {
    return this.whole.blob();
  }

  override formData(): Promise<FormData> {
    return this.whole.formData();
  }

  override json() {
    return this.whole.json();
  }

  override text(): Promise<string> {
    return this.whole.text();
  }

  override clone(): Response {
    return new TextResponse(this.content, this);
  }
}
