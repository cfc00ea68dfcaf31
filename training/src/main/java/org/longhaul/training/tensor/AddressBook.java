package org.longhaul.training.tensor;

/**
 * Where the members of a group leave what others need to reach them, before they are connected.
 *
 * <p>Whoever can write here decides who belongs to a group: what is behind it lets in members only. A key is put once; each
 * group uses keys of its own. Thread-safety: calls come from several threads.
 */
public interface AddressBook {
    /** Leaves a value of a few hundred bytes for all members. */
    void put(String key, byte[] value);

    /**
     * Waits until a value is there and returns it.
     *
     * @throws RuntimeException if it does not come: who puts it is lost, or nobody will
     */
    byte[] get(String key);

    /** The part of this book in which all keys begin so. */
    default AddressBook under(String prefix) {
        AddressBook whole = this;
        return new AddressBook() {
            @Override
            public void put(String key, byte[] value) {
                whole.put(prefix + key, value);
            }

            @Override
            public byte[] get(String key) {
                return whole.get(prefix + key);
            }
        };
    }
}
