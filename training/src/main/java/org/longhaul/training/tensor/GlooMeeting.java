package org.longhaul.training.tensor;

import com.google.common.base.Splitter;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.SetMultimap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.jspecify.annotations.Nullable;

/**
 * Brings the members of a {@link GlooGroup} together.
 *
 * <p>Gloo finds the others through a store of its own, of which only those in a file or over an open port are at hand. It gets a
 * {@link StoreFile} of this process alone; a thread carries what Gloo leaves there to the {@link AddressBook}, and what the others
 * left to the file.
 *
 * <p>Gloo takes everybody who says a small number at its port for a member. So the {@link Doorkeeper} lets nobody in at first,
 * then the addresses from which the members come, and nobody again once they are connected; then all compare who is connected
 * with whom, and meet once more, at other ports, if it was anybody else.
 */
final class GlooMeeting {
    private static final int ATTEMPTS = 3;
    private static final String YES = "yes";

    private final String host;
    private final int rank;
    private final int size;
    private final AddressBook book;
    private final Doorkeeper doorkeeper;
    private final Duration setUp;
    private final CompletableFuture<InetSocketAddress> listener = new CompletableFuture<>();
    private final List<InetSocketAddress> listeners = new ArrayList<>();

    /** What Gloo said when it could not connect. */
    private String failure = "";

    private GlooMeeting(String host, int rank, int size, AddressBook book, Doorkeeper doorkeeper, Duration setUp) {
        this.host = host;
        this.rank = rank;
        this.size = size;
        this.book = book;
        this.doorkeeper = doorkeeper;
        this.setUp = setUp;
    }

    static GlooGroup connect(
            String host,
            int rank,
            int size,
            AddressBook book,
            Doorkeeper doorkeeper,
            Duration setUp,
            Duration silence) {
        LibTorch.load();
        String failure = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            AddressBook page = book.under("attempt " + attempt + " ");
            GlooMeeting meeting = new GlooMeeting(host, rank, size, page, doorkeeper, setUp);
            GlooGroup group = meeting.attempt(silence);
            if (group != null) {
                return group;
            }
            failure = meeting.failure;
        }
        throw new TensorException("somebody else connected while the members met, " + ATTEMPTS
                + " times: a program that tries all ports, or a member whose address is translated on the way"
                + failure);
    }

    /** Returns null, at all members, when somebody else was connected with any of them. */
    private @Nullable GlooGroup attempt(Duration silence) {
        StoreFile file = new StoreFile();
        try {
            CompletableFuture<InetSocketAddress> carried = begin("gloo-addresses", () -> carry(file));
            CompletableFuture<GlooGroup> connected = begin("gloo-connect", () -> group(file, silence));
            // An address that never comes ends the meeting at once; Gloo's thread gives up by itself.
            CompletableFuture<InetSocketAddress> told = carried.whenComplete((own, lost) -> {
                if (lost != null && !connected.completeExceptionally(lost) && !connected.isCompletedExceptionally()) {
                    connected.join().close();
                }
            });
            told.join();
            return checked(connected);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw TensorException.of("connect on " + host + " as member " + rank + " of " + size, cause);
            }
            throw e;
        }
    }

    private <T> CompletableFuture<T> begin(String name, Supplier<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        T value = body.get();
                        if (!result.complete(value) && value instanceof GlooGroup late) {
                            late.close();
                        }
                    } catch (RuntimeException | Error e) {
                        listener.completeExceptionally(e);
                        result.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private GlooGroup group(StoreFile file, Duration silence) {
        PointerScope scope = new PointerScope();
        GlooGroup made = null;
        try {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(GlooGroup.milliseconds(setUp));
            options.devices(new GlooDeviceVector(device()));
            FileStore store = new FileStore(file.path(), size + 1);
            ProcessGroupGloo group = new ProcessGroupGloo(store, rank, size, options);
            group.setTimeout(GlooGroup.milliseconds(silence));
            made = new GlooGroup(group, store, file);
            return made;
        } finally {
            scope.close();
            if (made == null) {
                file.release();
            }
        }
    }

    /** Listens, at a port that nobody had found before it was shut. */
    private org.bytedeco.pytorch.gloo.Device device() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            org.bytedeco.pytorch.gloo.Device device = ProcessGroupGloo.createDeviceForHostname(host);
            ByteVector bytes =
                    device.createContext(0, 1).createPair(0)._address().bytes();
            InetSocketAddress address =
                    GlooAddress.socketAddress(ByteBuffer.wrap(bytes.get()).order(ByteOrder.nativeOrder()));
            admit(address, Set.of());
            if (!OpenSockets.listed() || OpenSockets.now().connectedTo(address).isEmpty()) {
                listener.complete(address);
                return device;
            }
        }
        throw new TensorException("whatever port is listened to at " + host + ", somebody connects to it at once");
    }

    private void admit(InetSocketAddress address, Set<InetAddress> sources) {
        if (doorkeeper != Doorkeeper.NONE) {
            doorkeeper.admit(OpenSockets.now().listener(address), sources);
        }
    }

    private InetSocketAddress carry(StoreFile file) {
        PointerScope scope = new PointerScope();
        try {
            InetSocketAddress own = listener.join();
            FileStore store = new FileStore(file.path(), size + 1);
            store.setTimeout(GlooGroup.milliseconds(setUp));
            byte[] left = store.get(key(rank)).get();
            List<byte[]> addresses =
                    exchanged("address", GlooAddress.parse(left, size).encoded());
            for (byte[] address : addresses) {
                listeners.add(GlooAddress.parse(address, size).listener());
            }
            Set<InetAddress> sources = new HashSet<>();
            for (String theirs : exchangedTexts("sources", String.join(" ", sources()))) {
                List<String> byMember = Splitter.on(' ').splitToList(theirs);
                sources.add(address(byMember.get(rank)));
            }
            admit(own, sources);
            exchangedTexts("open", YES);
            for (int other = 0; other < size; other++) {
                if (other != rank) {
                    store.set(key(other), new ByteVector(addresses.get(other)));
                }
            }
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException("the way to the other members cannot be found", e);
        } finally {
            scope.close();
            file.release();
        }
    }

    /** The address from which this machine connects to each member; nothing is sent to find it. */
    private List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (InetSocketAddress member : listeners) {
            try (DatagramChannel way = DatagramChannel.open()) {
                way.connect(member);
                sources.add(
                        ((InetSocketAddress) way.getLocalAddress()).getAddress().getHostAddress());
            }
        }
        return sources;
    }

    private static InetAddress address(String text) throws UnknownHostException {
        if (!text.matches("[0-9a-fA-F:.%]+")) {
            throw new TensorException("a member comes from '" + text + "', which is no address");
        }
        return InetAddress.getByName(text);
    }

    /** Nobody goes on, or away, before all are connected, and with nobody else. */
    private @Nullable GlooGroup checked(CompletableFuture<GlooGroup> connecting) {
        GlooGroup group = null;
        boolean kept = false;
        try {
            group = connecting.join();
        } catch (CompletionException e) {
            // Whoever took a member's place and went away again: the others hear of it and all meet once more.
            failure = e.getCause() instanceof RuntimeException cause
                    ? "; " + TensorException.of("connect", cause).getMessage()
                    : "; " + e.getMessage();
        }
        try {
            SetMultimap<String, Integer> members = members(exchangedTexts("connected", ownEnds()));
            InetSocketAddress own = listener.join();
            if (group != null) {
                admit(own, Set.of());
            }
            boolean alone = group != null
                    && (!OpenSockets.listed()
                            || OpenSockets.now().connectedTo(own).equals(members.keySet()));
            kept = exchangedTexts("alone", alone ? YES : "no").stream().allMatch(YES::equals);
            if (group != null) {
                for (int member = 0; member < size; member++) {
                    members.put(OpenSockets.kernelText(listeners.get(member)), member);
                }
                group.name(members);
            }
            return kept ? group : null;
        } finally {
            if (group != null && !kept) {
                group.close();
            }
        }
    }

    /** Whose the far ends of connections to this member are, as all said; those who share a process say the same. */
    private SetMultimap<String, Integer> members(List<String> ends) {
        SetMultimap<String, Integer> members = HashMultimap.create();
        for (int member = 0; OpenSockets.listed() && member < size; member++) {
            if (member == rank) {
                continue;
            }
            List<String> byMember = Splitter.on(' ').splitToList(ends.get(member));
            for (String end : Splitter.on(',').omitEmptyStrings().split(byMember.get(rank))) {
                members.put(end, member);
            }
        }
        return members;
    }

    /** By member, this process's ends of connections to it. */
    private String ownEnds() {
        List<String> ends = new ArrayList<>();
        if (OpenSockets.listed()) {
            OpenSockets sockets = OpenSockets.now();
            for (InetSocketAddress member : listeners) {
                ends.add(String.join(",", sockets.ownTo(member)));
            }
        }
        return String.join(" ", ends);
    }

    /** What all members leave under a name, by member. */
    private List<byte[]> exchanged(String name, byte[] own) {
        book.put(name + " " + rank, own);
        List<byte[]> all = new ArrayList<>();
        for (int member = 0; member < size; member++) {
            all.add(member == rank ? own : book.get(name + " " + member));
        }
        return all;
    }

    private List<String> exchangedTexts(String name, String own) {
        List<String> texts = new ArrayList<>();
        for (byte[] text : exchanged(name, own.getBytes(StandardCharsets.UTF_8))) {
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** Gloo's key for a member's addresses on the first, and only, device. */
    private static String key(int member) {
        return "0/" + member;
    }

    /**
     * A file for two stores, which open it by its path whenever they read or write. On Linux it has no name but its descriptor's:
     * nothing is left of it however the process ends.
     */
    static final class StoreFile {
        private final FileChannel open;
        private final Path path;
        private final boolean isNamed;
        private final AtomicInteger users = new AtomicInteger(2);

        private StoreFile() {
            try {
                Path named = Files.createTempFile("longhaul-gloo", null);
                open = FileChannel.open(named);
                path = OpenSockets.descriptorOf(named.toRealPath()).orElse(named);
                isNamed = path.equals(named);
                if (!isNamed) {
                    Files.delete(named);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no file can be made for the addresses of a group", e);
            }
        }

        private String path() {
            return path.toString();
        }

        /** One of the two stores is freed: after the second, the descriptor may become another file's. */
        void release() {
            if (users.decrementAndGet() > 0) {
                return;
            }
            try {
                open.close();
                if (isNamed) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the file of a group's addresses cannot be deleted", e);
            }
        }
    }
}
