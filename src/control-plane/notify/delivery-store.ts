import type { Delivery } from '../../core/notification/delivery.ts'
import type { Notification } from '../../core/notification/notification.ts'
import { STORED_SHAPE } from '../../core/rollout/stored-row.ts'

type NewDelivery = Omit<Delivery, 'number'>

interface Row extends Record<string, SqlStorageValue> {
  readonly number: number
  readonly delivery: string
}

/**
 * The table `deliveries`: one row for each message and receiver. A row is written in the same
 * synchronous block as the decision that it is about, so that both become durable together.
 */
export class DeliveryStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    const columns = 'shape INTEGER NOT NULL, delivery TEXT NOT NULL, document TEXT NOT NULL'
    sql.exec(`CREATE TABLE IF NOT EXISTS deliveries (number INTEGER PRIMARY KEY, ${columns})`)
  }

  /** Returns all deliveries, oldest first. */
  all(): readonly Delivery[] {
    const query = 'SELECT number, delivery FROM deliveries ORDER BY number'
    const rows = this.#sql.exec<Row>(query).toArray()
    return rows.map(({ number, delivery }) => ({ ...JSON.parse(delivery), number }))
  }

  add(delivery: NewDelivery, notification: Notification): Delivery {
    const insert =
      'INSERT INTO deliveries (shape, delivery, document) VALUES (?, ?, ?) RETURNING number'
    const document = JSON.stringify(notification)
    const values = [STORED_SHAPE, JSON.stringify(delivery), document]
    const { number } = this.#sql.exec<{ number: number }>(insert, ...values).one()
    return { ...delivery, number }
  }

  replace({ number, ...delivery }: Delivery): void {
    const update = 'UPDATE deliveries SET delivery = ? WHERE number = ?'
    this.#sql.exec(update, JSON.stringify(delivery), number)
  }

  remove({ number }: Delivery): void {
    this.#sql.exec('DELETE FROM deliveries WHERE number = ?', number)
  }

  /** Returns the message of a delivery, exactly as it was written at the decision. */
  notificationOf({ number }: Delivery): Notification {
    const query = 'SELECT document FROM deliveries WHERE number = ?'
    return JSON.parse(this.#sql.exec<{ document: string }>(query, number).one().document)
  }
}
