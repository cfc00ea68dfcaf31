package org.longhaul.training.tensor;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;

/**
 * One member's end of a group of processes that exchange tensors through Gloo over TCP, one connection a pair.
 *
 * <p>All members make the same sums in the same order. What goes from one member to another arrives in the order in which it was
 * sent. Everything begins at once and goes on in threads of Gloo, sums two at a time; tensors that are sent must not change, and
 * those that are received must not be read, until {@link Begun#await()} has returned.
 *
 * <p>Thread-safety: one thread begins and awaits.
 *
 * <p>Source: PyTorch's {@code ProcessGroupGloo}; github.com/pytorch/gloo.
 */
public final class GlooGroup implements AutoCloseable {
    /** One tag for all: pairs match messages of a tag in the order in which they were begun. */
    private static final int TAG = 0;

    private static final int WATCH_SECONDS = 1;
    private static final int CLOSING_MILLIS = 2000;

    /** How Gloo writes an address; never a name. */
    private static final Pattern END = Pattern.compile("\\[([0-9a-fA-F:.]+)\\]:(\\d{1,5})\\b");

    private final ProcessGroupGloo group;

    private final ScheduledThreadPoolExecutor watches = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "gloo-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** The binding does not tell the store that the group holds it: whoever frees it first breaks the other. */
    private final FileStore store;

    /** What the store lies in, which it opens once more when it is freed. */
    private final GlooMeeting.StoreFile file;

    /** Whose each end of a connection may be; of several where they share a process. */
    private volatile ImmutableSetMultimap<String, Integer> members = ImmutableSetMultimap.of();

    /** What is being sent, and to whom. */
    private final Map<Begun, Integer> sent = new ConcurrentHashMap<>();

    private final boolean canWatch = OpenSockets.listed();
    private boolean isWatching;
    private boolean open = true;

    /** Takes a group that is connected, and the store through which it was; the scope that made them may close. */
    GlooGroup(ProcessGroupGloo group, FileStore store, GlooMeeting.StoreFile file) {
        this.group = group;
        this.store = store;
        this.file = file;
        group.retainReference();
        store.retainReference();
    }

    /**
     * Meets the other members and connects with each.
     *
     * @param host name or address of this machine on which to listen until all are connected
     * @param rank which member of the group this is
     * @param size members of the group, at least two
     * @param book where addresses are left, for this group alone
     * @param doorkeeper who keeps others from connecting
     * @param setUp how long the others may take to come
     * @param silence how long a message, or a segment of a sum, may take; whoever waits longer gives up
     * @throws TensorException if they do not come in time, or this host cannot be listened to
     */
    public static GlooGroup connect(
            String host,
            int rank,
            int size,
            AddressBook book,
            Doorkeeper doorkeeper,
            Duration setUp,
            Duration silence) {
        if (size < 2 || rank < 0 || rank >= size) {
            throw new IllegalArgumentException("rank " + rank + " of a group of " + size);
        }
        return GlooMeeting.connect(host, rank, size, book, doorkeeper, setUp, silence);
    }

    /**
     * Begins to add up a tensor over all members.
     *
     * @param tensor floating point or integers, contiguous; becomes the sum
     */
    public Begun allReduceSum(Tensor tensor) {
        return begin("all-reduce", tensor, () -> group.allreduce(vector(tensor)));
    }

    /** Begins to send a contiguous tensor of any type to another member of the group. */
    public Begun send(Tensor tensor, int to) {
        Begun sending = begin("send to member " + to, tensor, () -> group.send(vector(tensor), to, TAG));
        if (!canWatch) {
            return sending;
        }
        if (!isWatching) {
            isWatching = true;
            var unused = watches.scheduleWithFixedDelay(this::watch, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        }
        sent.put(sending, to);
        sending.whenOver(() -> sent.remove(sending));
        return sending;
    }

    /**
     * Ends the waiting for what is sent to members that are gone. The kernel's table is read once for all that is under way: that takes
     * 2.4 ms with few sockets and 18 ms with 2000 on a shared virtual machine, so that a reading for each of many members would take
     * whole seconds of each second.
     */
    private void watch() {
        if (sent.isEmpty()) {
            return;
        }
        OpenSockets now;
        try {
            now = OpenSockets.now();
        } catch (UncheckedIOException e) {
            // Too many files are open; the next second tells.
            return;
        }
        sent.forEach((sending, to) -> {
            if (!connectedWith(to, now)) {
                sending.giveUp();
            }
        });
    }

    /** Begins to receive a contiguous tensor, of the type and length that are sent, from another member of the group. */
    public Begun receive(Tensor into, int from) {
        return begin("receive from member " + from, into, () -> group.recv(vector(into), from, TAG));
    }

    /** Says whose connections end where. */
    void name(SetMultimap<String, Integer> byEnd) {
        members = ImmutableSetMultimap.copyOf(byEnd);
    }

    /** The member whose connection a message of Gloo's names, if it names one. */
    public OptionalInt memberNamedIn(TensorException failure) {
        Matcher end = END.matcher(String.valueOf(failure.getMessage()));
        if (!end.find()) {
            return OptionalInt.empty();
        }
        InetSocketAddress address = new InetSocketAddress(end.group(1), Integer.parseInt(end.group(2)));
        Set<Integer> named = address.isUnresolved() ? Set.of() : members.get(OpenSockets.kernelText(address));
        return named.size() == 1 ? OptionalInt.of(named.iterator().next()) : OptionalInt.empty();
    }

    private static TensorVector vector(Tensor tensor) {
        return new TensorVector(tensor.handle());
    }

    private Begun begin(String operation, Tensor tensor, Supplier<Work> call) {
        if (!open) {
            throw new IllegalStateException("the group is closed");
        }
        PointerScope scope = new PointerScope();
        try {
            Work work = call.get();
            work.retainReference();
            return new Begun(operation, work);
        } catch (RuntimeException e) {
            throw TensorException.of(operation, e, tensor);
        } finally {
            scope.close();
        }
    }

    /** Whether there is a connection with a member that neither end has closed, as far as the system tells. */
    boolean connectedWith(int member, OpenSockets now) {
        return now.established(members.inverse().get(member));
    }

    /** Something that was begun; keeps the tensor's memory until it has been awaited. */
    public static final class Begun {
        private final String operation;
        private final Work work;
        private @Nullable Runnable whenOver;
        private boolean awaited;
        private boolean over;

        Begun(String operation, Work work) {
            this.operation = operation;
            this.work = work;
        }

        void whenOver(Runnable call) {
            whenOver = call;
        }

        /** Ends the waiting: Gloo forgets a message of which a part was sent when the connection ended. */
        synchronized void giveUp() {
            if (!over) {
                work.abort();
            }
        }

        /**
         * Waits until it is done; does nothing a second time.
         *
         * @throws TensorException if a member is lost, or has been silent for too long
         */
        public void await() {
            if (awaited) {
                return;
            }
            awaited = true;
            boolean done;
            try {
                done = work._wait();
            } catch (RuntimeException e) {
                throw TensorException.of(operation, e);
            } finally {
                end();
            }
            if (!done) {
                throw new TensorException(operation + ": the connection ended in the midst of it");
            }
        }

        private synchronized void end() {
            over = true;
            if (whenOver != null) {
                whenOver.run();
            }
            work.releaseReference();
        }
    }

    /**
     * Closes the connections. A sum that is under way keeps them open, until it is done, fails, or this process ends; it is
     * waited for briefly.
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        watches.shutdownNow();
        Thread closing = new Thread(
                () -> {
                    group.releaseReference();
                    store.releaseReference();
                    file.release();
                },
                "gloo-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Milliseconds milliseconds(Duration duration) {
        return new Milliseconds(duration.toMillis());
    }
}
