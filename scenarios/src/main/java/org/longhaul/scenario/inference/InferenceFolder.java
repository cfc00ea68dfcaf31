package org.longhaul.scenario.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.run.Json;

/**
 * The folder of a run of services: the scenario, what each service came to as soon as it is there, and at the end the record
 * with table, picture and page. A run that was ended goes on where it was.
 */
public final class InferenceFolder {
    private static final String RECORD = "inference.json";
    private static final String SCENARIO = "scenario.yaml";
    private static final String UNITS = "units";

    private final Path folder;
    private final String sha256;

    private InferenceFolder(Path folder, String sha256) {
        this.folder = folder;
        this.sha256 = sha256;
    }

    /** What one run came to, as it is kept. */
    private record Kept(String scenarioSha256, String title, List<UnitResult> results) {}

    /** Whether a folder holds the record of services. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(RECORD));
    }

    /** Reads the record of a folder. @throws IOException if it cannot be read or is damaged */
    public static InferenceRecord read(Path folder) throws IOException {
        Path file = folder.resolve(RECORD);
        return Json.unseal(file, Files.readAllBytes(file), InferenceRecord.class);
    }

    /**
     * Runs everything that the folder does not hold yet, and writes the result.
     *
     * @param text of the scenario's file
     * @throws WrongInputException if the folder holds something else, or the same under other seeds
     * @throws IOException if it cannot be written
     */
    public static InferenceRecord run(Path folder, String text, InferenceEngine engine) throws IOException {
        InferenceFolder kept = new InferenceFolder(folder, engine.sha256());
        kept.open(text);
        kept.requireSeeds(engine.seeds());
        InferenceRecord record = engine.run(kept::known, (unit, title, results) -> kept.keep(unit, title, results));
        write(folder, record);
        return record;
    }

    private void open(String text) throws IOException {
        Path scenario = folder.resolve(SCENARIO);
        if (Files.exists(scenario)) {
            if (!Files.readString(scenario).equals(text)) {
                throw new WrongInputException(folder
                        + " holds the run of another scenario; allowed: a folder that is new or empty, or that of this"
                        + " scenario, which goes on");
            }
            return;
        }
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new WrongInputException(folder + " is not empty and holds no " + SCENARIO
                            + "; allowed: a folder that is new or empty");
                }
            }
        }
        Files.createDirectories(folder.resolve(UNITS));
        AtomicFiles.write(scenario, text);
    }

    /** What is whole is not written over by what was asked less. */
    private void requireSeeds(List<Long> seeds) {
        if (!isOne(folder)) {
            return;
        }
        List<Long> held;
        try {
            held = read(folder).seeds();
        } catch (IOException e) {
            // It is written again.
            return;
        }
        if (!held.equals(seeds)) {
            throw new WrongInputException(folder + " holds this scenario under the seeds " + held
                    + ", and it is asked for " + seeds + "; allowed: the same seeds, or another folder");
        }
    }

    private Path file(int unit) {
        return folder.resolve(UNITS).resolve(String.format(Locale.ROOT, "%04d.json", unit));
    }

    private @Nullable List<UnitResult> known(String title, int unit) {
        Path file = file(unit);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Kept kept = Json.unseal(file, Files.readAllBytes(file), Kept.class);
            return kept.title().equals(title) && kept.scenarioSha256().equals(sha256) ? kept.results() : null;
        } catch (IOException e) {
            // It is run again.
            return null;
        }
    }

    private void keep(int unit, String title, List<UnitResult> results) {
        try {
            Files.createDirectories(folder.resolve(UNITS));
            AtomicFiles.write(file(unit), Json.sealed(new Kept(sha256, title, results)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes record, table, a picture for each case, and page. */
    public static void write(Path folder, InferenceRecord record) throws IOException {
        AtomicFiles.write(folder.resolve(RECORD), Json.sealed(record));
        AtomicFiles.write(folder.resolve("table.csv"), new InferenceTable(record).csv());
        List<String> pictures = new ArrayList<>();
        List<String> cases = record.cases();
        for (int i = 0; i < cases.size(); i++) {
            Path picture = folder.resolve(cases.size() == 1 ? "latencies.svg" : "latencies-" + (i + 1) + ".svg");
            InferenceFigure.write(record, cases.get(i), picture);
            String svg = Files.readString(picture, StandardCharsets.UTF_8);
            pictures.add(svg.substring(Math.max(0, svg.indexOf("<svg"))));
        }
        AtomicFiles.write(page(folder), new InferencePage(record).html(pictures));
    }

    /** The page of a folder. */
    public static Path page(Path folder) {
        return folder.resolve("report.html");
    }
}
