package io.berth.report.chart;

import java.util.regex.Pattern;

/**
 * What a chart says in words.
 *
 * @param id unique in the page; a letter, then letters, digits and dashes
 * @param title what is shown
 * @param finding what it shows, with figures
 * @param description the chart for those who do not see it
 */
public record Heading(String id, String title, String finding, String description) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    public Heading {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("'" + id + "' is no id of a chart");
        }
    }
}
