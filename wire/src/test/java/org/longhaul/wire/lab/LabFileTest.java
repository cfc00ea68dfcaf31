package org.longhaul.wire.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.topology.unit.DataSize;

class LabFileTest {
    private static final Path SHIPPED = Path.of("..", "scenarios", "wire");
    private static final String TWO_HOSTS = "topology: {builder: star, hosts: 2, bandwidth: 10 Mbit/s}\n";

    @TempDir
    Path folder;

    private LabFile read(String text) throws IOException {
        return LabFile.read(Files.writeString(folder.resolve("lab.yaml"), text));
    }

    @Test
    void whatIsNotStatedIsAsInTheReferenceMeasurements() throws IOException {
        LabFile lab = read(TWO_HOSTS);
        assertThat(lab.topology().hosts()).hasSize(2);
        assertThat(lab.congestionControl()).isEqualTo("cubic");
        assertThat(lab.buffers()).isEqualTo(DataSize.parse("64 MiB"));
        assertThat(lab.outages()).isEmpty();
    }

    @Test
    void outagesAreOfLinksOfTheTopology() throws IOException {
        String outage = "outages: [{link: LINK, at: 2 s, lasts: 10 s}]\n";
        assertThat(read(TWO_HOSTS + outage.replace("LINK", "host1--switch")).outages())
                .containsExactly(new LabOutage("host1--switch", null, Duration.ofSeconds(2), Duration.ofSeconds(10)));
        assertThatThrownBy(() -> read(TWO_HOSTS + outage.replace("LINK", "host1-switch")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lab.yaml:2")
                .hasMessageContaining("host1--switch");
        assertThatThrownBy(() -> read(TWO_HOSTS + outage.replace("10 s", "0 s")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lasts must be more than 0 s");
        String second =
                "outages: [{link: host1--switch, at: 2 s, lasts: 10 s}, {link: host1--switch, at: AT, lasts: 1 s}]\n";
        assertThatThrownBy(() -> read(TWO_HOSTS + second.replace("AT", "12 s")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lab.yaml:2")
                .hasMessageContaining("outages[1].at: the link is down already");
        assertThat(read(TWO_HOSTS + second.replace("AT", "13 s")).outages()).hasSize(2);
        assertThat(read(TWO_HOSTS + second.replace("AT", "3 s, method: ddp")).outages())
                .element(1)
                .isEqualTo(new LabOutage("host1--switch", "ddp", Duration.ofSeconds(3), Duration.ofSeconds(1)));
    }

    @Test
    void sizesThatTheKernelCannotHaveAreRefusedWithTheirLine() {
        for (String size : new String[] {"3 GiB", "1 KiB"}) {
            assertThatThrownBy(() -> read(TWO_HOSTS + "buffers: " + size + "\n"))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessageContaining("lab.yaml:2")
                    .hasMessageContaining("64 KiB to less than 2 GiB");
        }
        String outage = "outages: [{link: host1--switch, at: 2 s, lasts: 366 d}]\n";
        assertThatThrownBy(() -> read(TWO_HOSTS + outage))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lab.yaml:2")
                .hasMessageContaining("at and lasts must be at most 365 days");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        String outages = "outages: [{link: uplink, at: 2 s, lasts: 10 s}, {link: uplink, at: 3 s, lasts: 1 s}]\n";
        assertThatThrownBy(() -> read(TWO_HOSTS + "buffers: 1 KiB\n" + outages))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lab.yaml:2")
                .hasMessageContaining("64 KiB to less than 2 GiB")
                .hasMessageContaining("outages[0].link: there is no link 'uplink'")
                .hasMessageContaining("outages[1].link: there is no link 'uplink'")
                .hasMessageContaining("outages[1].at: the link is down already");
        // Links of a network that cannot be made are no finding.
        assertThatThrownBy(() -> read("topology: {catalogue: nowhere}\nbuffers: 1 KiB\n" + outages))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lab.yaml:1")
                .hasMessageContaining("64 KiB to less than 2 GiB")
                .hasMessageContaining("outages[1].at: the link is down already")
                .hasMessageNotContaining("there is no link");
    }

    @ParameterizedTest
    @CsvSource({
        "8588 Mbit/s, 1 s, of packets under way",
        "10 Gbit/s, 40 s, in its queue",
        "900 Tbit/s, 0 s, in a burst",
    })
    void aLineThatHoldsMoreThanFitsIsNamed(String bandwidth, String latency, String what) throws IOException {
        LabFile lab =
                read("topology: {builder: star, hosts: 2, bandwidth: " + bandwidth + ", latency: " + latency + "}\n");
        assertThatThrownBy(() -> new LabPlan(lab.topology(), "x-"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("Link \"host0--switch\"")
                .hasMessageContaining(what)
                .hasMessageContaining("allowed: at most");
    }

    @Test
    void linesTogetherAreHeldAgainstTheMemory() throws IOException {
        LabFile lab = read("topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 s}\n");
        LabPlan plan = new LabPlan(lab.topology(), "x-");
        LabLimits.check(plan, 4_000_000_000L);
        assertThatThrownBy(() -> LabLimits.check(plan, 1_000_000_000L))
                .hasMessageContaining("allowed: half of the 1.00 GB of this machine");
    }

    @Test
    void aBuilderThatRefusesItsSettingsIsNamedWithItsLine() {
        assertThatThrownBy(() -> read(TWO_HOSTS.replace("hosts: 2", "hosts: 0")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("lab.yaml:1");
    }

    @Test
    void aScenarioIsALaboratoryOfItsNetwork() {
        LabFile lab = LabFile.read(Path.of("..", "scenarios", "library", "quick.yaml"));
        assertThat(lab.topology().hosts()).isNotEmpty();
        assertThat(lab.congestionControl()).isEqualTo("cubic");
    }

    static Stream<Path> shipped() {
        return Stream.of("star.yaml", "two-sites.yaml", "slow-uplink.yaml").map(SHIPPED::resolve);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedLaboratoriesCanBePlanned(Path file) {
        LabPlan plan = new LabPlan(LabFile.read(file).topology(), "x-");
        assertThat(plan.topology().hosts()).hasSize(4);
        assertThat(plan.departures()).isEmpty();
        assertThat(plan.shape().lines()).hasSize(plan.topology().arcCount());
    }
}
