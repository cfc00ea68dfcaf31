package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The code on the page about extensions is that of this package, which the other tests here run; {@code
 * -Dgolden.update=true} copies it there.
 */
final class ExtendingPageTest {
    private static final Path PAGE = Path.of("..", "docs", "extending.md");
    private static final Path CODE = Path.of("src", "test", "java", "org", "longhaul", "scenario", "extend");
    /** A file, or the lines of a scenario in which a text stands; then the block that shows them. */
    private static final Pattern SHOWN =
            Pattern.compile("(<!-- shown: (\\S+\\.(java|yaml)) ?([^\n]*?) -->\n)(```.*?\n```\n)?", Pattern.DOTALL);

    private static final Pattern CLASS = Pattern.compile("^public (final class|record) \\w+", Pattern.MULTILINE);

    @Test
    void pageShowsTheFiles() throws IOException {
        String page = Files.readString(PAGE);
        String wanted = SHOWN.matcher(page)
                .replaceAll(shown -> Matcher.quoteReplacement(
                        shown.group(1) + block(shown.group(2), shown.group(3), shown.group(4))));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    /** So that nobody adds an example that is not explained, or explains one that is not run. */
    @Test
    void everyExampleIsOnThePageAndInATest() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(CODE)) {
            files = found.sorted().toList();
        }
        String tests = files.stream()
                .filter(file -> file.toString().endsWith("Test.java") && !file.endsWith("ExtendingPageTest.java"))
                .map(ExtendingPageTest::read)
                .collect(Collectors.joining());
        List<String> examples = files.stream()
                .filter(file -> CLASS.matcher(read(file)).find())
                .map(file -> file.getFileName().toString())
                .toList();
        String page = Files.readString(PAGE);
        assertThat(examples).hasSizeGreaterThan(10).allSatisfy(example -> {
            assertThat(page).contains("<!-- shown: " + example + " -->");
            assertThat(tests).contains(example.replace(".java", ".class"));
        });
    }

    private static String block(String file, String language, String text) {
        boolean isCode = language.equals("java");
        List<String> lines = read((isCode ? CODE : UsersServices.SCENARIOS).resolve(file))
                .lines()
                .toList();
        List<String> shown = text.isEmpty() ? lines : linesWith(text, lines);
        assertThat(shown).as("%s of %s", text, file).isNotEmpty();
        return "```" + language + "\n" + String.join("\n", shown) + "\n```\n";
    }

    /** The lines in which a text stands, each below the keys that it belongs to. */
    private static List<String> linesWith(String text, List<String> lines) {
        List<String> shown = new ArrayList<>();
        List<String> above = new ArrayList<>();
        for (String line : lines) {
            above.removeIf(key -> indent(key) >= indent(line));
            above.add(line);
            if (line.contains(text)) {
                shown.addAll(above);
                above.clear();
            }
        }
        return shown;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
