package org.longhaul.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;

/** The page's script in a real browser; skipped where Chromium is not installed. */
@org.jspecify.annotations.NullUnmarked
class HtmlReportBrowserTest {

    private static final String[] NAMES = {"chromium", "chromium-browser", "google-chrome"};

    @Test
    void drawsCurvesLegendAndLinkColours(@TempDir Path directory) throws IOException, InterruptedException {
        String browser = browser();
        assumeTrue(browser != null, "no Chromium on the path");
        Path report = directory.resolve("report.html");
        Path document = directory.resolve("document.html");
        Path log = directory.resolve("log.txt");
        HtmlReport.write(DemoRun.create(), report);

        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--enable-logging=stderr",
                        "--dump-dom",
                        report.toUri().toString())
                .redirectOutput(document.toFile())
                .redirectError(log.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assumeTrue(ended, "the browser took longer than a minute");

        String page = Files.readString(document).replaceAll("(?s)<(script|style)\\b.*?</\\1>", "");
        assertThat(page)
                .contains(
                        "class=\"stroke\"",
                        "class=\"mark-shape\"",
                        "class=\"band\"",
                        "class=\"met\"",
                        "class=\"end-name m1\"",
                        "aria-valuetext=\"",
                        "aria-pressed=\"true\"",
                        "of its capacity over the run.");
        assertThat(page).doesNotContain("id=\"controls\" hidden").doesNotContain("id=\"reader\" hidden");
        assertThat(page.split("aria-pressed=\"true\"", -1)).hasSize(6);
        List<String> complaints = Files.readAllLines(log).stream()
                .filter(line -> line.contains("CONSOLE") || line.contains("Content Security Policy"))
                .toList();
        assertThat(complaints).isEmpty();
    }

    private static String browser() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(NAMES).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
