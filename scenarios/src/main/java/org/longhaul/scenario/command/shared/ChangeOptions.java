package org.longhaul.scenario.command.shared;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.file.YamlDocument;
import picocli.CommandLine.Option;

/** Options that change a scenario before it is read. */
public final class ChangeOptions {
    @Option(
            names = "--on",
            paramLabel = "NETWORK",
            description = "instead of the scenario's topology: a " + ScenarioChanges.NETWORKS)
    private @Nullable String network;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "hosts as FILE describes them, instead of the scenario's: its compute, stragglers and network keys;"
                            + " 'longhaul wire calibrate' writes one")
    private @Nullable Path profile;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "another value of any key of the scenario, as YAML; PATH as in topology.wide,"
                    + " methods[des-loc].collective or faults[0]; no VALUE takes the key away; may be repeated")
    private List<String> settings = new ArrayList<>();

    /** Options that picocli fills. */
    public ChangeOptions() {}

    /** What is to be changed. @throws WrongInputException if it is no change, or there is no such network */
    public ScenarioChanges changes() {
        ScenarioChanges changes = ScenarioChanges.none();
        String option = "--on";
        try {
            if (network != null) {
                changes = changes.on(network);
            }
            option = "--profile";
            if (profile != null) {
                changes = changes.profile(profile);
            }
            option = "--set";
            for (String setting : settings) {
                changes = changes.set(setting);
            }
            return changes;
        } catch (IllegalArgumentException e) {
            throw new WrongInputException(option + ": " + e.getMessage(), e);
        }
    }

    /** Makes sure that changes can be made in a scenario. @throws WrongInputException if one of them leads nowhere */
    public static void check(ScenarioChanges changes, YamlDocument document, Path scenario) {
        try {
            changes.in(document);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--set: " + e.getMessage() + "\nMaybe see " + scenario, e);
        }
    }

    /** The same words on a command line. */
    public String words() {
        StringBuilder words = new StringBuilder();
        if (network != null) {
            words.append(" --on ").append(quoted(network));
        }
        if (profile != null) {
            words.append(" --profile ").append(quoted(profile.toString()));
        }
        settings.forEach(setting -> words.append(" --set ").append(quoted(setting)));
        return words.toString();
    }

    /** A word as shells take it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=:@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
