package org.longhaul.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class RendezvousTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Map<String, String> FACTS = Map.of("scenario", "abc", "seeds", "[1]");

    @TempDir
    Path folder;

    private final Token token = Token.fresh();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private final class Hearing implements RendezvousListener, MemberListener {
        @Override
        public void joined(int rank, String host, Map<String, String> facts) {
            heard.add("joined " + rank + " " + host);
        }

        @Override
        public void told(int rank, String about, String text) {
            heard.add("told " + rank + " " + about + " " + text);
        }

        @Override
        public void lost(LostMember lost) {
            heard.add("lost " + lost.rank() + " " + lost.host());
        }

        @Override
        public void refused(String why) {
            heard.add("refused " + why);
        }

        @Override
        public void ordered(String about, String text) {
            heard.add("ordered " + about + " " + text);
        }

        @Override
        public void ended(String why) {
            heard.add("ended " + why);
        }
    }

    /** Hears nothing. */
    private static final MemberListener DEAF = new MemberListener() {
        @Override
        public void ordered(String about, String text) {}

        @Override
        public void lost(LostMember lost) {}

        @Override
        public void ended(String why) {}
    };

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Rendezvous rendezvous(int members) throws IOException {
        return rendezvous(members, Set.of(), null, Duration.ofSeconds(20));
    }

    private Rendezvous rendezvous(int members, Set<InetAddress> hosts, @Nullable TlsKeys tls, Duration patience)
            throws IOException {
        Rendezvous rendezvous = Rendezvous.open(
                new RendezvousSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        token,
                        tls,
                        hosts,
                        members,
                        "a-run",
                        FACTS,
                        patience,
                        folder.resolve("collected")),
                new Hearing());
        open.add(rendezvous);
        return rendezvous;
    }

    private RendezvousMember member(Rendezvous at, int rank, MemberListener listener) throws IOException {
        RendezvousMember member =
                RendezvousMember.join(at.address(), token, null, rank, "host" + rank, FACTS, listener);
        open.add(0, member);
        return member;
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void membersJoinFindEachOthersAddressesAndMeet() throws Exception {
        Rendezvous at = rendezvous(2);
        RendezvousMember first = member(at, 0, DEAF);
        assertThat(next()).isEqualTo("joined 0 host0");
        RendezvousMember second = member(at, 1, DEAF);
        assertThat(next()).isEqualTo("joined 1 host1");
        assertThat(first.members()).isEqualTo(2);
        assertThat(first.run()).isEqualTo("a-run");

        CompletableFuture<byte[]> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return first.get("port/1", SOON);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        second.put("port/1", new byte[] {4, 2});
        assertThat(waiting.get()).containsExactly(4, 2);
        assertThat(second.get("port/1", SOON)).containsExactly(4, 2);

        CompletableFuture<Void> met = CompletableFuture.runAsync(() -> {
            try {
                first.barrier("begin", 2, SOON);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(met).isNotDone();
        second.barrier("begin", 2, SOON);
        met.get();
        assertThatThrownBy(() -> second.barrier("alone", 2, Duration.ofMillis(50)))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("in vain for the others at alone");
        assertThatThrownBy(() -> second.get("nobody", Duration.ofMillis(50))).isInstanceOf(RendezvousException.class);
    }

    @Test
    void clocksAreComparedAndFilesHandedIn() throws Exception {
        Rendezvous at = rendezvous(2);
        RendezvousMember member = member(at, 1, DEAF);
        long before = System.nanoTime();
        ClockExchange stamps = member.compareClocks(SOON);
        // Both ends read one clock here.
        assertThat(before).isLessThanOrEqualTo(stamps.askedNanos());
        assertThat(stamps.askedNanos()).isLessThanOrEqualTo(stamps.arrivedNanos());
        assertThat(stamps.arrivedNanos()).isLessThanOrEqualTo(stamps.answeredNanos());
        assertThat(stamps.answeredNanos()).isLessThanOrEqualTo(stamps.returnedNanos());

        byte[] content = new byte[1_300_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("big"), content);
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        member.handIn(file, "record.bin");
        member.handIn(empty, "empty.bin");
        member.tell("done", "all");
        assertThat(next()).isEqualTo("joined 1 host1");
        assertThat(next()).isEqualTo("told 1 done all");
        Path taken = folder.resolve("collected/rank-1");
        assertThat(taken.resolve("record.bin")).hasBinaryContent(content);
        assertThat(taken.resolve("empty.bin")).isEmptyFile();

        member.handIn(empty, "../../escape");
        assertThat(next()).startsWith("refused the connection of rank 1 on host1 was closed: a file is handed in");
        assertThat(folder.resolve("escape")).doesNotExist();
    }

    @Test
    void whoStatesOtherFactsIsRefusedWithBothSidesNamed() throws Exception {
        Rendezvous at = rendezvous(2);
        member(at, 0, DEAF);
        assertThatThrownBy(() -> RendezvousMember.join(
                        at.address(), token, null, 1, "there", Map.of("scenario", "xyz", "seeds", "[1]"), DEAF))
                .isInstanceOf(RendezvousException.class)
                .hasMessage("scenario is xyz on there (rank 1) and abc at the rendezvous");
        assertThatThrownBy(() -> member(at, 0, DEAF)).hasMessage("rank 0 is taken by a process on host0");
        assertThatThrownBy(() -> member(at, 2, DEAF)).hasMessageContaining("rank is 2; allowed: 0 to 1");
        member(at, 1, DEAF);
    }

    @Test
    void beforeAllAreThereOneMayGoAndComeAgain() throws Exception {
        Rendezvous at = rendezvous(2);
        Socket broken = new Socket(at.address().getAddress(), at.address().getPort());
        AuthenticatedSocket proved = new Handshake(token, "rendezvous").connect(broken);
        proved.frames().write(new Message.Join(0, "early", FACTS).encode());
        assertThat(next()).isEqualTo("joined 0 early");
        broken.close();
        assertThat(next()).isEqualTo("lost 0 early");
        RendezvousMember again = member(at, 0, DEAF);
        member(at, 1, DEAF);
        CompletableFuture<Void> met = CompletableFuture.runAsync(() -> {
            try {
                again.barrier("begin", 2, SOON);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        ((RendezvousMember) open.get(0)).barrier("begin", 2, SOON);
        met.get();
    }

    @Test
    void aLostMemberIsToldOfAndWhoWaitsForItGoesOn() throws Exception {
        Rendezvous at = rendezvous(2);
        RendezvousMember first = member(at, 0, new Hearing());
        Socket broken = new Socket(at.address().getAddress(), at.address().getPort());
        AuthenticatedSocket proved = new Handshake(token, "rendezvous").connect(broken);
        proved.frames().write(new Message.Join(1, "there", FACTS).encode());
        assertThat(List.of(next(), next())).containsExactly("joined 0 host0", "joined 1 there");
        CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                first.barrier("begin", 2, SOON);
                return new AssertionError("it met nobody");
            } catch (IOException e) {
                return e;
            }
        });
        while (first.compareClocks(SOON).askedNanos() == 0) {
            Thread.onSpinWait();
        }
        broken.close();
        assertThat(waiting.get())
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("rank 1 on there is lost");
        assertThat(List.of(next(), next())).containsOnly("lost 1 there");
        assertThatThrownBy(() -> member(at, 1, DEAF)).hasMessageContaining("the run is under way");
    }

    @Test
    void whoIsSilentForTooLongIsLost() throws Exception {
        Rendezvous at = rendezvous(1, Set.of(), null, Duration.ofMillis(600));
        Socket silent = new Socket(at.address().getAddress(), at.address().getPort());
        AuthenticatedSocket proved = new Handshake(token, "rendezvous").connect(silent);
        proved.frames().write(new Message.Join(0, "mute", FACTS).encode());
        assertThat(next()).isEqualTo("joined 0 mute");
        assertThat(next()).isEqualTo("lost 0 mute");
        silent.close();
    }

    @Test
    void ordersReachAllAndTheEndIsHeard() throws Exception {
        Rendezvous at = rendezvous(1);
        member(at, 0, new Hearing());
        assertThat(next()).isEqualTo("joined 0 host0");
        at.order("start", "0 1");
        assertThat(next()).isEqualTo("ordered start 0 1");
        at.close();
        assertThat(next()).startsWith("ended ");
    }

    /** What a stranger gets to read before the connection ends. */
    private static int bytesFrom(Socket socket) throws IOException {
        int bytes = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                bytes++;
            }
        } catch (SocketException e) {
            return bytes;
        }
        return bytes;
    }

    @Test
    void aStrangerIsSentNoByteAndDisturbsNobody() throws Exception {
        Rendezvous at = rendezvous(2);
        RendezvousMember first = member(at, 0, DEAF);
        Random random = new Random(4);
        byte[] hello = "LHWIRE1\n".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 40; round++) {
            try (Socket stranger =
                    new Socket(at.address().getAddress(), at.address().getPort())) {
                stranger.setSoTimeout(10_000);
                byte[] garbage = new byte[72 + random.nextInt(100_000)];
                random.nextBytes(garbage);
                if (round % 2 == 0) {
                    System.arraycopy(hello, 0, garbage, 0, hello.length);
                }
                try {
                    stranger.getOutputStream().write(garbage);
                } catch (SocketException e) {
                    continue;
                }
                assertThat(bytesFrom(stranger)).isZero();
            }
        }
        assertThatThrownBy(() -> RendezvousMember.join(at.address(), Token.fresh(), null, 1, "thief", FACTS, DEAF))
                .isInstanceOfAny(EOFException.class, SocketException.class);
        RendezvousMember second = member(at, 1, DEAF);
        second.put("a", new byte[1]);
        assertThat(first.get("a", SOON)).hasSize(1);
        assertThat(List.of(next(), next())).containsExactly("joined 0 host0", "joined 1 host1");
        assertThat(heard).isEmpty();
    }

    @Test
    void strangersThatDawdleKeepNobodyOutAndAreClosed() throws Exception {
        Rendezvous at = rendezvous(1);
        List<Socket> slow = new ArrayList<>();
        long began = System.nanoTime();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket =
                        new Socket(at.address().getAddress(), at.address().getPort());
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write('L');
                slow.add(socket);
            }
            RendezvousMember member = member(at, 0, DEAF);
            assertThat(member.members()).isEqualTo(1);
            // The first ones had to make room, though the last ones are still within their time.
            assertThat(bytesFrom(slow.get(0))).isZero();
            assertThat(System.nanoTime() - began).isLessThan(4_000_000_000L);
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    void onlyStatedHostsGetIn() throws Exception {
        Rendezvous at = rendezvous(1, Set.of(InetAddress.getByName("192.0.2.7")), null, SOON);
        assertThatThrownBy(() -> member(at, 0, DEAF)).isInstanceOf(IOException.class);
        Rendezvous here = rendezvous(1, Set.of(InetAddress.getLoopbackAddress()), null, SOON);
        assertThat(member(here, 0, DEAF).members()).isEqualTo(1);
    }

    @Test
    void aMemberThatSendsGarbageLosesItsConnectionOnly() throws Exception {
        Rendezvous at = rendezvous(2);
        RendezvousMember first = member(at, 0, DEAF);
        Socket socket = new Socket(at.address().getAddress(), at.address().getPort());
        AuthenticatedSocket proved = new Handshake(token, "rendezvous").connect(socket);
        proved.frames().write(new byte[] {99});
        assertThat(bytesFrom(socket)).isZero();
        assertThat(List.of(next(), next()))
                .containsExactly(
                        "joined 0 host0", "refused the connection of rank -1 on  was closed: no message is of kind 99");
        assertThat(first.compareClocks(SOON)).isNotNull();
        member(at, 1, DEAF);
    }

    @Test
    void aConnectionIsEncryptedWhereKeysAreStated() throws Exception {
        Path keystore = folder.resolve("keys.p12");
        Path certificate = folder.resolve("certificate.pem");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        run(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "wire",
                "-dname",
                "CN=wire",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "changeit");
        run(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "wire",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "changeit",
                "-file",
                certificate.toString());
        Rendezvous at = rendezvous(2, Set.of(), TlsKeys.ofListener(keystore, "changeit".toCharArray()), SOON);
        RendezvousMember member =
                RendezvousMember.join(at.address(), token, TlsKeys.ofMember(certificate), 0, "host0", FACTS, DEAF);
        open.add(0, member);
        assertThat(member.compareClocks(SOON)).isNotNull();
        assertThatThrownBy(() -> member(at, 1, DEAF)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TlsKeys.ofListener(keystore, "wrong-one".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password");
        assertThatThrownBy(() -> TlsKeys.ofMember(keystore)).isInstanceOf(IllegalArgumentException.class);

        // A listener with another key, though it knows the token.
        Path other = folder.resolve("other.p12");
        run(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "wire",
                "-dname",
                "CN=wire",
                "-storetype",
                "PKCS12",
                "-keystore",
                other.toString(),
                "-storepass",
                "changeit");
        Rendezvous false_ = rendezvous(1, Set.of(), TlsKeys.ofListener(other, "changeit".toCharArray()), SOON);
        assertThatThrownBy(() -> RendezvousMember.join(
                        false_.address(), token, TlsKeys.ofMember(certificate), 0, "host0", FACTS, DEAF))
                .isInstanceOf(javax.net.ssl.SSLException.class);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void tokensThatAreNoSecretsAreRefused() throws IOException {
        assertThatThrownBy(() -> Token.of(" short "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a token of 5 characters; allowed: 16 to 4096");
        Path file = Files.writeString(folder.resolve("token"), token.secret() + "\n");
        assertThat(Token.read(file).secret()).isEqualTo(token.secret());
        assertThat(token.toString()).doesNotContain(token.secret());
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> Token.read(binary)).hasMessageContaining("no text in UTF-8");
    }

    @Test
    void aProofForOneKindOfConnectionIsNoneForAnother() throws Exception {
        Rendezvous at = rendezvous(1);
        try (Socket socket = new Socket(at.address().getAddress(), at.address().getPort())) {
            socket.setSoTimeout(5_000);
            assertThatThrownBy(() -> new Handshake(token, "probe 0 1").connect(socket))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }
}
