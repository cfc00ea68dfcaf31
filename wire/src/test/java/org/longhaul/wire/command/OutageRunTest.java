package org.longhaul.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.wire.compare.ComparedFigure;
import org.longhaul.wire.compare.MethodComparison;
import org.longhaul.wire.compare.WireComparison;
import org.longhaul.wire.incident.RunOutage;
import org.longhaul.wire.incident.RunStory;
import org.longhaul.wire.incident.WireSession;
import org.longhaul.wire.lab.LabAbility;
import org.longhaul.wire.record.WireFolder;

/** A line goes down between real processes in a laboratory. Takes some seconds: virtual machines start, and the line is down. */
final class OutageRunTest {
    private static final double OUTAGE = 1.5;
    private static final String SCENARIO =
            """
            name: two
            topology: {builder: star, hosts: 2, bandwidth: 10 Mbit/s, latency: 0 s}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            training: {steps: 20, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}}
            methods:
              - id: ddp
            network: {library: gloo, overlap: none}
            """;
    private static final String LABORATORY =
            """
            topology: {builder: star, hosts: 2, bandwidth: 10 Mbit/s, latency: 0 s}
            outages:
              - {link: host1--switch, at: 0 s, lasts: 1500 ms}
              - {link: host1--switch, method: ddp, at: 1 h, lasts: 1 s}
            """;

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @Test
    void whatTheLaboratoryDidIsWrittenDownAndProjected() throws IOException {
        LabAbility ability = LabAbility.check();
        assumeTrue(ability.way() == LabAbility.Way.DIRECT, ability.reason());
        Path scenario = Files.writeString(folder.resolve("two.yaml"), SCENARIO);
        Path lab = Files.writeString(folder.resolve("lab.yaml"), LABORATORY);
        Path run = folder.resolve("run");

        int code = Longhaul.create()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        "wire",
                        "run",
                        scenario + "",
                        "--lab",
                        lab + "",
                        "--probe",
                        "1",
                        "--no-compare",
                        "--quiet",
                        "--out",
                        run + "");

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
        RunStory story = RunStory.read(new WireFolder(run));
        WireSession session = story.sessions().get(0);
        assertThat(session.waitedNanos()).isPositive();
        assertThat(session.ended()).isNotNull();
        RunOutage outage = story.outages().get(0);
        assertThat(outage.sides()).isEqualTo(List.of(List.of(0), List.of(1)));
        double lasted = (Objects.requireNonNull(outage.upNanos()) - Objects.requireNonNull(outage.downNanos())) / 1e9;
        // It comes up when that is due, and went down as late as the system took to do so.
        assertThat(lasted).isBetween(OUTAGE / 2, 2 * OUTAGE);
        assertThat(story.outages().get(1).trouble()).startsWith("stays up");

        WireComparison comparison = WireComparison.of(new WireFolder(run), new ProgressListener() {});

        MethodComparison ddp = comparison.methods().get(0);
        ComparedFigure total = ddp.figure("total");
        assertThat(total.measured()).isGreaterThan(lasted);
        assertThat(total.projected()).isGreaterThan(lasted);
        assertThat(ddp.participation().measured()).isEqualTo("20 x all 2");
        assertThat(ddp.participation().isEqual()).isTrue();
        assertThat(ddp.happenings()).anyMatch(line -> line.startsWith("outage: link host1--switch down for "));
        assertThat(comparison.happenings())
                .anyMatch(line -> line.contains("not simulated, since it did not come about"));
    }
}
