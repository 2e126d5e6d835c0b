import type { Session } from '@codepurify/graph'

/** Sessions by name, each made when it is first needed, and all released together. */
export class SessionCache {
  readonly #create: (model: Uint8Array) => Promise<Session>
  readonly #sessions = new Map<string, Promise<Session>>()
  #released = false

  constructor(create: (model: Uint8Array) => Promise<Session>) {
    this.#create = create
  }

  /** The session of this name, from a model that is built only the first time. */
  get(name: string, model: () => Uint8Array): Promise<Session> {
    if (this.#released) throw new Error('this model has been released; create it again to use it')
    const known = this.#sessions.get(name)
    if (known) return known
    const session = this.#create(model())
    this.#sessions.set(name, session)
    return session
  }

  /** Frees every session; `get` throws from now on. */
  async release(): Promise<void> {
    this.#released = true
    const sessions = await Promise.all(this.#sessions.values())
    this.#sessions.clear()
    for (const session of sessions) await session.release()
  }
}
