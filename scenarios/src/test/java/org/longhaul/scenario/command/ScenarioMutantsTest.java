package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;
import picocli.CommandLine;

/**
 * Every key of every shipped scenario, missing, given twice, of the wrong type, zero, negative, huge, tiny and more: none
 * is called a fault of the program, none takes long, and each refusal names line and field. A part of them here; all of
 * them with {@code -Dlonghaul.mutants=all}, which also prints how many ended how.
 */
final class ScenarioMutantsTest {
    private static final Pattern PLACE = Pattern.compile("scenario\\.yaml(:[0-9]+:[0-9]+)?: ");
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int PART = 60;
    private static final int EVERY_RUN = 20;

    private final CommandLine program = Longhaul.create();

    @TempDir
    Path folder;

    private enum Ending {
        DONE,
        INCOMPLETE,
        REFUSED,
        WRONG
    }

    @Test
    void everyMutantIsAnswered() throws IOException {
        List<ScenarioMutants.Mutant> mutants = new ArrayList<>(ScenarioMutants.of(Path.of("library")));
        assertThat(mutants).hasSizeGreaterThan(3000);
        boolean all = System.getProperty("longhaul.mutants", "").equals("all");
        Collections.shuffle(mutants, new Random(7));
        Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (ScenarioMutants.Mutant mutant : all ? mutants : mutants.subList(0, PART)) {
            checked++;
            Path file = Files.writeString(folder.resolve("scenario.yaml"), mutant.text());
            Ending ending = ending(mutant, wrong, "validate", file.toString());
            if (ending == Ending.DONE && checked % EVERY_RUN == 0) {
                Path out = folder.resolve("run" + checked);
                Files.writeString(
                        file,
                        mutant.text().contains("\nlimits:")
                                ? mutant.text()
                                : mutant.text() + "\nlimits: {events: 300000}\n");
                ending(
                        mutant,
                        wrong,
                        "run",
                        file.toString(),
                        "--quiet",
                        "--threads",
                        "1",
                        "--out",
                        out.toString(),
                        "--runs",
                        folder.toString());
            }
            endings.merge(ending, 1, Integer::sum);
            if (all && checked % 250 == 0) {
                System.out.println(checked + " of " + mutants.size() + ": " + endings + ", wrong " + wrong.size());
            }
        }
        if (all) {
            System.out.println(mutants.size() + " mutants: " + endings);
        }
        assertThat(wrong).isEmpty();
    }

    private Ending ending(ScenarioMutants.Mutant mutant, List<String> wrong, String... arguments) {
        long start = processorNanos();
        Said said;
        try {
            said = Said.to(program, arguments);
        } catch (OutOfMemoryError | StackOverflowError | UncheckedIOException e) {
            wrong.add(mutant.name() + " (" + arguments[0] + "): " + e);
            return Ending.WRONG;
        }
        Duration took = Duration.ofNanos(processorNanos() - start);
        String fault = fault(said, took);
        if (fault != null) {
            wrong.add(mutant.name() + " (" + arguments[0] + "): " + fault);
            System.out.println(mutant.name() + " (" + arguments[0] + "): " + fault);
            return Ending.WRONG;
        }
        return said.code() == ExitCode.DONE
                ? Ending.DONE
                : said.code() == ExitCode.INCOMPLETE ? Ending.INCOMPLETE : Ending.REFUSED;
    }

    /** Time on processors, since a busy machine takes longer for everything. */
    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : System.nanoTime();
    }

    private static @Nullable String fault(Said said, Duration took) {
        if (said.code() == ExitCode.FAULT || said.err().contains("a fault of")) {
            return "exit code " + said.code() + ": " + said.err();
        }
        if (took.compareTo(LONGEST) > 0) {
            return "took " + took.toSeconds() + " s of processor time";
        }
        if (said.err().chars().anyMatch(c -> c == 27) || said.err().matches("(?s).*\\bPT[0-9].*")) {
            return "says what no terminal should get: " + said.err();
        }
        if (said.code() == ExitCode.WRONG_INPUT && !PLACE.matcher(said.err()).find()) {
            return "refused without a place: " + said.err();
        }
        return null;
    }
}
