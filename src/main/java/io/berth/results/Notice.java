package io.berth.results;

/**
 * What a reader must know next to a number.
 *
 * @param code for machines: {@code emulated_cpu}, {@code ram_served}, {@code unallocated_reads},
 *     {@code beside_tenants}, {@code page_cache}, {@code host_cpu}, …
 * @param text for people, one sentence with its figures
 */
public record Notice(String code, String text) {}
