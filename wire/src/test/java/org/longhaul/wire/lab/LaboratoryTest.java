package org.longhaul.wire.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Some seconds: namespaces, devices and processes of the system are made. */
class LaboratoryTest {
    private static final int ROUND_TRIPS = 10;
    private static final long ONE_WAY_MILLIS = 5;
    private static final int MEGABITS = 20;

    @BeforeAll
    static void laboratoriesMayBeBuiltHere() {
        LabAbility ability = LabAbility.check();
        assumeTrue(ability.way() == LabAbility.Way.DIRECT, ability.reason());
    }

    private static Topology line() {
        Bandwidth rate = Bandwidth.ofMegabitsPerSecond(MEGABITS);
        return Topology.builder("line")
                .relayingHosts(false)
                .node(Node.host("paris"))
                .node(Node.switchOf("hub"))
                .node(Node.host("rome"))
                .link(Link.of("near", "paris", "hub", Bandwidth.ofGigabitsPerSecond(1), Duration.ZERO))
                .link(Link.of("far", "hub", "rome", rate, Duration.ofMillis(ONE_WAY_MILLIS)))
                .build();
    }

    @Test
    void hostsMeetOverLinesWithTheStatedDelayAndRateUntilALinkIsDown() throws Exception {
        List<String> notes = new ArrayList<>();
        String prefix = Namespaces.prefix();
        Process sleeper;
        try (Laboratory lab = Laboratory.open(LabFile.of(line()), notes::add)) {
            assertThat(lab.hosts()).containsExactly("paris", "rome");
            assertThatThrownBy(() -> Laboratory.open(LabFile.of(line()), notes::add))
                    .hasMessageContaining("one at a time");
            assertThatThrownBy(() -> lab.address("pari")).hasMessageContaining("paris");
            sleeper = lab.start("rome", new ProcessBuilder("sleep", "600"));
            try (ServerSocket door = lab.on("rome", () -> listen(lab.address("rome")));
                    Socket paris = lab.on("paris", () -> connect(lab.address("rome"), door.getLocalPort()));
                    Socket rome = door.accept()) {
                assertThat(paris.getLocalAddress().getHostAddress()).isEqualTo(lab.address("paris"));
                checkDelay(paris, rome);
                checkRate(paris, rome);
                checkOutage(lab.link("far"), paris, rome);
            }
            checkManagement(lab);
        }
        assertThat(sleeper.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(Namespaces.named(prefix)).isEmpty();
        assertThat(notes).hasSize(2).allMatch(note -> Pattern.matches("(?s).*packets delayed by 5 ms.*", note));
    }

    @Test
    void thatTheProgramThatDelaysIsNoMoreShows() throws Exception {
        try (Laboratory lab = Laboratory.open(LabFile.of(line()), note -> {})) {
            assertThat(lab.broken()).isNull();
            ProcessHandle stages = ProcessHandle.current()
                    .descendants()
                    .filter(each -> each.info().command().orElse("").endsWith("java"))
                    .findFirst()
                    .orElseThrow();
            stages.destroyForcibly();
            stages.onExit().get(10, TimeUnit.SECONDS);
            await(() -> lab.broken() != null);
            assertThat(lab.broken()).contains("ended with exit code 137", "nothing passes the delayed lines");
        }
    }

    /** Who waits for the process itself hears of its end a moment later. */
    private static void await(BooleanSupplier there) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    /** Each delayed direction has a megabyte of memory at least: 68 of them are more than a small virtual machine lends. */
    @Test
    void thirtyFourDelayedLinesCanBeBuilt() {
        Topology.Builder star = Topology.builder("star").relayingHosts(false).node(Node.switchOf("hub"));
        for (int i = 0; i < 34; i++) {
            Bandwidth rate = Bandwidth.ofMegabitsPerSecond(MEGABITS);
            star.node(Node.host("h" + i)).link(Link.of("l" + i, "h" + i, "hub", rate, Duration.ofMillis(1)));
        }
        try (Laboratory lab = Laboratory.open(LabFile.of(star.build()), note -> {})) {
            assertThat(lab.stages()).hasSize(68);
        }
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(address));
    }

    private static Socket connect(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port), 5_000);
        return socket;
    }

    /** The fastest of some round trips is the stated one and little more, however busy the machine. */
    private static void checkDelay(Socket from, Socket to) throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long begun = System.nanoTime();
            from.getOutputStream().write(1);
            to.getInputStream().read();
            to.getOutputStream().write(1);
            from.getInputStream().read();
            least = Math.min(least, System.nanoTime() - begun);
        }
        double roundTrip = 2e6 * ONE_WAY_MILLIS;
        assertThat((double) least).isBetween(roundTrip, 1.25 * roundTrip);
    }

    /** Half a megabyte of payload is 0.52 of what the line carries, and nobody carries it sooner than the line may. */
    private static void checkRate(Socket from, Socket to) throws Exception {
        byte[] data = new byte[500_000];
        Thread sender = new Thread(() -> {
            try {
                from.getOutputStream().write(data);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        long begun = System.nanoTime();
        sender.start();
        InputStream in = to.getInputStream();
        assertThat(in.readNBytes(data.length)).hasSize(data.length);
        double seconds = (System.nanoTime() - begun) / 1e9;
        sender.join();
        double line = data.length * 1500.0 / 1448 * 8 / (MEGABITS * 1e6);
        // The line's time, slow start over a round trip of 10 ms, and what a busy machine adds.
        assertThat(seconds).isBetween(line, 2 * line);
    }

    private static void checkOutage(LabLink link, Socket from, Socket to) throws IOException {
        link.down();
        from.getOutputStream().write(1);
        to.setSoTimeout(150);
        assertThatThrownBy(() -> to.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        link.up();
        to.setSoTimeout(5_000);
        assertThat(to.getInputStream().read()).isEqualTo(1);
    }

    private static void checkManagement(Laboratory lab) throws IOException {
        try (ServerSocket door = lab.manage(() -> listen(lab.managementAddress()));
                Socket rome = lab.on("rome", () -> connect(lab.managementAddress(), door.getLocalPort()));
                Socket here = door.accept()) {
            assertThat(here.getInetAddress().getHostAddress()).isEqualTo(lab.managementAddress("rome"));
            rome.getOutputStream().write(7);
            assertThat(here.getInputStream().read()).isEqualTo(7);
        }
    }
}
