package org.longhaul.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is no member: without the token, from another host, with garbage, without encryption. */
@Timeout(30)
final class StrangersTest {
    @TempDir
    Path folder;

    private TrialMeeting meeting;

    @BeforeEach
    void open() {
        meeting = new TrialMeeting(folder);
    }

    @AfterEach
    void close() throws Exception {
        meeting.close();
    }

    @Test
    void aStrangerIsSentNoByteAndDisturbsNobody() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember first = meeting.member(at, 0, TrialMeeting.DEAF);
        Random random = new Random(4);
        byte[] hello = "LHWIRE1\n".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 40; round++) {
            try (Socket stranger = meeting.connection(at)) {
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
                assertThat(TrialMeeting.bytesFrom(stranger)).isZero();
            }
        }
        assertThatThrownBy(() -> RendezvousMember.join(
                        at.address(), Token.fresh(), null, 1, "thief", TrialMeeting.FACTS, TrialMeeting.DEAF))
                .isInstanceOfAny(EOFException.class, SocketException.class);
        RendezvousMember second = meeting.member(at, 1, TrialMeeting.DEAF);
        second.put("a", new byte[1]);
        assertThat(first.get("a", TrialMeeting.SOON)).hasSize(1);
        assertThat(List.of(meeting.next(), meeting.next())).containsExactly("joined 0 host0", "joined 1 host1");
        assertThat(meeting.heard()).isEmpty();
    }

    @Test
    void strangersThatDawdleKeepNobodyOutAndAreClosed() throws Exception {
        Rendezvous at = meeting.rendezvous(1);
        List<Socket> slow = new ArrayList<>();
        long began = System.nanoTime();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = meeting.connection(at);
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write('L');
                slow.add(socket);
            }
            RendezvousMember member = meeting.member(at, 0, TrialMeeting.DEAF);
            assertThat(member.members()).isEqualTo(1);
            // The first ones had to make room, though the last ones are still within their time.
            assertThat(TrialMeeting.bytesFrom(slow.get(0))).isZero();
            assertThat(System.nanoTime() - began).isLessThan(4_000_000_000L);
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    void onlyStatedHostsGetIn() throws Exception {
        Rendezvous at = meeting.rendezvous(1, Set.of(InetAddress.getByName("192.0.2.7")), null, TrialMeeting.SOON);
        assertThatThrownBy(() -> meeting.member(at, 0, TrialMeeting.DEAF)).isInstanceOf(IOException.class);
        Rendezvous here = meeting.rendezvous(1, Set.of(InetAddress.getLoopbackAddress()), null, TrialMeeting.SOON);
        assertThat(meeting.member(here, 0, TrialMeeting.DEAF).members()).isEqualTo(1);
    }

    @Test
    void aMemberThatSendsGarbageLosesItsConnectionOnly() throws Exception {
        Rendezvous at = meeting.rendezvous(2);
        RendezvousMember first = meeting.member(at, 0, TrialMeeting.DEAF);
        Socket socket = meeting.connection(at);
        AuthenticatedSocket proved = new Handshake(meeting.token(), "rendezvous").connect(socket);
        proved.frames().write(new byte[] {99});
        assertThat(TrialMeeting.bytesFrom(socket)).isZero();
        assertThat(List.of(meeting.next(), meeting.next()))
                .containsExactly(
                        "joined 0 host0", "refused a connection from 127.0.0.1 was closed: no message is of kind 99");
        assertThat(first.compareClocks(TrialMeeting.SOON)).isNotNull();
        meeting.member(at, 1, TrialMeeting.DEAF);
    }

    /** By the tool that users make theirs with. */
    private Path keys(String name) throws Exception {
        Path keystore = folder.resolve(name);
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
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
        return keystore;
    }

    private Path certificateOf(Path keystore) throws Exception {
        byte[] encoded = KeyStore.getInstance(keystore.toFile(), "changeit".toCharArray())
                .getCertificate("wire")
                .getEncoded();
        return Files.writeString(
                folder.resolve("certificate.pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void aConnectionIsEncryptedWhereKeysAreStated() throws Exception {
        Path keystore = keys("keys.p12");
        Path certificate = certificateOf(keystore);
        Rendezvous at = meeting.rendezvous(
                2, Set.of(), TlsKeys.ofListener(keystore, "changeit".toCharArray()), TrialMeeting.SOON);
        RendezvousMember member = RendezvousMember.join(
                at.address(),
                meeting.token(),
                TlsKeys.ofMember(certificate),
                0,
                "host0",
                TrialMeeting.FACTS,
                TrialMeeting.DEAF);
        meeting.alsoClose(member);
        assertThat(member.compareClocks(TrialMeeting.SOON)).isNotNull();
        assertThatThrownBy(() -> meeting.member(at, 1, TrialMeeting.DEAF)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TlsKeys.ofListener(keystore, "wrong-one".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password");
        assertThatThrownBy(() -> TlsKeys.ofMember(keystore)).isInstanceOf(IllegalArgumentException.class);

        // A listener with another key, though it knows the token.
        Path other = keys("other.p12");
        Rendezvous false_ =
                meeting.rendezvous(1, Set.of(), TlsKeys.ofListener(other, "changeit".toCharArray()), TrialMeeting.SOON);
        assertThatThrownBy(() -> RendezvousMember.join(
                        false_.address(),
                        meeting.token(),
                        TlsKeys.ofMember(certificate),
                        0,
                        "host0",
                        TrialMeeting.FACTS,
                        TrialMeeting.DEAF))
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
        Path file = Files.writeString(folder.resolve("token"), meeting.token().secret() + "\n");
        assertThat(Token.read(file).secret()).isEqualTo(meeting.token().secret());
        assertThat(meeting.token().toString()).doesNotContain(meeting.token().secret());
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> Token.read(binary)).hasMessageContaining("no text in UTF-8");
    }

    @Test
    void aProofForOneKindOfConnectionIsNoneForAnother() throws Exception {
        Rendezvous at = meeting.rendezvous(1);
        try (Socket socket = meeting.connection(at)) {
            socket.setSoTimeout(5_000);
            assertThatThrownBy(() -> new Handshake(meeting.token(), "probe 0 1").connect(socket))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }
}
