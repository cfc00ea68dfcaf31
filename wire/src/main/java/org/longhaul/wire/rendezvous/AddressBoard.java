package org.longhaul.wire.rendezvous;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keys and values that members leave for each other, and members that wait for keys or for each other. Thread-safe. */
final class AddressBoard {
    private static final long MOST_BYTES = 64L << 20;

    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<String, List<Waiting>> readers = new HashMap<>();
    private final Map<String, List<Waiting>> barriers = new HashMap<>();
    private long bytes;
    private @Nullable String broken;

    /** Somebody who waits for an answer. */
    private record Waiting(int rank, long id, Consumer<Message> answer) {}

    /** Writes; who waits for it has it now. @throws IllegalStateException if there is no room */
    void put(Message.Put put) {
        List<Waiting> waiting;
        synchronized (this) {
            byte[] former = values.put(put.key(), put.value());
            bytes += put.value().length - (former == null ? -put.key().length() : former.length);
            if (bytes > MOST_BYTES) {
                throw new IllegalStateException("the address book holds more than " + MOST_BYTES + " bytes");
            }
            waiting = readers.remove(put.key());
        }
        if (waiting != null) {
            waiting.forEach(each -> each.answer.accept(new Message.Value(each.id, put.value())));
        }
    }

    /** Reads, now or when it is there. */
    void get(int rank, Message.Get get, Consumer<Message> answer) {
        Message now;
        synchronized (this) {
            byte[] value = values.get(get.key());
            if (value != null) {
                now = new Message.Value(get.id(), value);
            } else if (broken != null) {
                now = new Message.Failed(get.id(), broken);
            } else {
                readers.computeIfAbsent(get.key(), key -> new ArrayList<>()).add(new Waiting(rank, get.id(), answer));
                return;
            }
        }
        answer.accept(now);
    }

    /** A member has come to a barrier; when as many as it says have, all go on. */
    void meet(int rank, Message.Barrier barrier, Consumer<Message> answer) {
        Waiting own = new Waiting(rank, barrier.id(), answer);
        List<Waiting> met;
        String reason;
        synchronized (this) {
            reason = broken;
            if (reason == null) {
                met = barriers.computeIfAbsent(barrier.name(), name -> new ArrayList<>());
                met.removeIf(each -> each.rank == rank);
                met.add(own);
                if (met.size() < barrier.members()) {
                    return;
                }
                barriers.remove(barrier.name());
            } else {
                met = List.of(own);
            }
        }
        for (Waiting each : met) {
            each.answer.accept(reason == null ? new Message.Met(each.id) : new Message.Failed(each.id, reason));
        }
    }

    /** Whoever waits, or will wait for somebody, is told that it is in vain. */
    void breakUp(String why) {
        List<Waiting> all = new ArrayList<>();
        synchronized (this) {
            broken = why;
            readers.values().forEach(all::addAll);
            barriers.values().forEach(all::addAll);
            readers.clear();
            barriers.clear();
        }
        all.forEach(each -> each.answer.accept(new Message.Failed(each.id, why)));
    }
}
