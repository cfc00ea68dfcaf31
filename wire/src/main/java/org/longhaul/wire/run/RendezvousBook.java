package org.longhaul.wire.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.wire.rendezvous.RendezvousMember;

/** The address book of the rendezvous, for one unit: only who has proved that it knows the token reads it and writes there. */
record RendezvousBook(RendezvousMember member, String prefix, Duration atMost) implements AddressBook {
    @Override
    public void put(String key, byte[] value) {
        try {
            member.put(prefix + key, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] get(String key) {
        try {
            return member.get(prefix + key, atMost);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
