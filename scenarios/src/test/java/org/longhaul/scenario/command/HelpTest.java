package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Help, completion and the manual page know every command. */
final class HelpTest {
    static Stream<List<String>> commands() {
        List<List<String>> found = new ArrayList<>();
        collect(Longhaul.create(), List.of(), found);
        return found.stream();
    }

    private static void collect(CommandLine parent, List<String> path, List<List<String>> into) {
        parent.getSubcommands().forEach((name, command) -> {
            List<String> here = new ArrayList<>(path);
            here.add(name);
            into.add(List.copyOf(here));
            collect(command, here, into);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(List<String> command) {
        if (command.equals(List.of("help"))) {
            return;
        }
        List<String> words = new ArrayList<>(command);
        words.add("--help");
        assertThat(Said.done(words.toArray(String[]::new))).startsWith("Usage: longhaul " + String.join(" ", command));
    }

    @Test
    void helpOfACommandIsThatOfItsOption() {
        assertThat(Said.done("help", "run")).isEqualTo(Said.done("run", "--help"));
    }

    @Test
    void helpOfNothingKnownIsRefused() {
        assertThat(Said.refused("help", "nonsense")).contains("nonsense");
    }

    @Test
    void helpOfACommandThatDoesNotExistIsRefusedWithTheNearest() {
        assertThat(Said.refused("nonsense", "--help")).contains("'nonsense'").doesNotContain("Usage:");
        assertThat(Said.refused("validat", "--help")).contains("Maybe you meant 'validate'.");
        assertThat(Said.refused("--help", "validat")).contains("Maybe you meant 'validate'.");
        assertThat(Said.refused("topology", "shwo", "--help")).contains("Maybe you meant 'show'.");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 132})
    void helpIsAsWideAsTheTerminal(int width) {
        CommandLine program = Longhaul.create();
        HelpText.fit(program, width);
        commands().forEach(command -> {
            CommandLine line = program;
            for (String word : command) {
                line = Objects.requireNonNull(line.getSubcommands().get(word));
            }
            assertThat(line.getUsageMessage(CommandLine.Help.Ansi.OFF).lines())
                    .as(command.toString())
                    .allMatch(text -> text.length() <= width);
        });
    }

    @Test
    void aCommandMadeAloneIsTheOneAmongAll() {
        CommandLine all = Longhaul.create();
        all.getSubcommands().forEach((name, command) -> {
            CommandLine program = Longhaul.create(name, "--help");
            assertThat(program.getSubcommands().keySet())
                    .isEqualTo(
                            List.of("completion", "man", "help").contains(name)
                                    ? all.getSubcommands().keySet()
                                    : Set.of(name));
            assertThat(Objects.requireNonNull(program.getSubcommands().get(name))
                            .getUsageMessage())
                    .isEqualTo(command.getUsageMessage());
        });
        assertThat(Longhaul.create("nonsense").getSubcommands()).hasSameSizeAs(all.getSubcommands());
    }

    @Test
    void sentencesOfHelpFlowToTheEndOfTheLine() {
        CommandLine line = Longhaul.create();
        HelpText.fit(line, 200);

        assertThat(Objects.requireNonNull(line.getSubcommands().get("run")).getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("'longhaul resume DIRECTORY' goes on, also after a crash, to the same bits.");
    }

    @Test
    void completionNamesEveryCommandAndOption() {
        assertThat(Said.done("completion")).contains("validate", "--out", "explain", "--connections");
    }

    @Test
    void manualPageHoldsEveryCommandAndKeepsItsLines() {
        String page = Said.done("man");
        commands().forEach(command -> assertThat(page)
                .contains(".SS " + String.join(" ", command).replace("-", "\\-") + System.lineSeparator()));
        assertThat(page.lines())
                .filteredOn(line -> line.startsWith("."))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|B|nf|fi)( .*)?"));
    }
}
