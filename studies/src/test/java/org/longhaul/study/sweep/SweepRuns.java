package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.scenario.command.Longhaul;
import picocli.CommandLine;

/** A small scenario, and the program in this process. */
final class SweepRuns {
    static final String SCENARIO =
            """
            name: small
            topology: {builder: two-sites, hostsPerSite: 2, access: 10 Gbit/s, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 2, elements: 16}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            training: {steps: 16, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}, evaluateEvery: 8}
            methods:
              - id: ddp
              - {label: often, id: local-sgd, parameterPeriod: 4}
            targets: [{loss: 4.9}]
            """;

    private SweepRuns() {}

    /** Runs a command line that must succeed. */
    static String done(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Longhaul.create();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    /** The rows of a table of a sweep, split at commas: no cell of these tests holds one. */
    static List<List<String>> rows(Path table) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            rows.add(Arrays.asList(line.split(",", -1)));
        }
        return rows;
    }
}
