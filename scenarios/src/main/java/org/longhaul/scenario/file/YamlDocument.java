package org.longhaul.scenario.file;

/** A parsed file: its name as the user gave it, its text and its tree. */
public record YamlDocument(String name, String text, YamlNode root) {}
