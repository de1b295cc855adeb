-- The whole cube by hand, for DuckDB, on plain unsorted rows: agency x field x month, every indicator, one scan of $rows.
-- Beside it stand `calendar` (day, month, working, before, after_month) and `procedures`; $at is the as-of instant,
-- $today its day in Vietnam. It knows what the general form must find out: one source, which has letters and no twins.
WITH dossier AS (
    SELECT d.agency, d.field, d.procedure, d.channel, d.received, d.finished, d.pause_from, d.pause_to,
           d.open_pause_from, d.due_limit, r.month AS received_month, f.month AS finished_month,
           b.month AS returned_month, u.month AS due_month, u.after_month AS apology_month, o.month AS overdue_month,
           (d.received + INTERVAL 7 HOUR)::DATE AS received_day, (d.finished + INTERVAL 7 HOUR)::DATE AS finished_day,
           d.finished IS NOT NULL AND d.finished <= $at AS ended,
           d.finished IS NOT NULL AND d.finished <= $at AND d.ending <> 'withdrawn' AS resolved,
           d.ending, d.due_limit IS NOT NULL AS has_due, coalesce(d.finished <= d.due_limit, false) AS not_late,
           coalesce(d.due_limit < $at AND d.open_pause_from IS NULL, false) AS past_due,
           d.finished IS NULL OR d.finished > $at OR (d.due_limit + INTERVAL 7 HOUR + INTERVAL 1 MICROSECOND)::DATE
                    < (d.finished + INTERVAL 7 HOUR)::DATE AS stood,
           r.working AS received_working, f.working AS finished_working, u.working AS due_working,
           u.before AS due_before, p.online_level, p.postal, coalesce(d.has_fee, p.fee) AS fee,
           coalesce(d.certification, p.certification) AS certified, coalesce(d.legal_days, p.legal_days) AS legal,
           d.on_behalf, d.paid_online, d.payments, d.online_payments, d.e_certified, d.digitised_intake,
           d.digitised_result, d.reschedules, d.returned IS NOT NULL AND d.returned <= $at AS came_back,
           d.returned_by_post, coalesce(d.letter_exempt, false) AS exempt,
           coalesce(d.letter_signed AND d.letter_sent_day <= $today, false) AS sent, d.letter_sent_day,
           coalesce(coalesce(d.posted_from, d.letter_sent_day) + 29 < $today, false) AS posting_past,
           coalesce(d.posted_from IS NOT NULL AND (d.posted_to IS NULL OR d.posted_to >= d.posted_from + 29), false)
               AS served
    FROM $rows AS d
    LEFT JOIN procedures AS p ON p.code = d.procedure
        AND (d.received + INTERVAL 7 HOUR)::DATE BETWEEN p.valid_from AND p.valid_to
    LEFT JOIN calendar AS r ON r.day = (d.received + INTERVAL 7 HOUR)::DATE
    LEFT JOIN calendar AS f ON f.day = (d.finished + INTERVAL 7 HOUR)::DATE
    LEFT JOIN calendar AS b ON b.day = (d.returned + INTERVAL 7 HOUR)::DATE
    LEFT JOIN calendar AS u ON u.day = (d.due_limit + INTERVAL 7 HOUR)::DATE
    LEFT JOIN calendar AS o ON o.day = (d.due_limit + INTERVAL 7 HOUR + INTERVAL 1 MICROSECOND)::DATE
    WHERE d.received <= $at
), judged AS (
    SELECT *, past_due AND stood AS stood_overdue,
           (resolved AND has_due AND NOT not_late) OR (NOT ended AND past_due) AS late_dossier,
           channel LIKE 'online%' AS online, online_level IN ('partial', 'full') AS offered,
           CASE WHEN ended THEN finished_month END AS ended_in,
           CASE WHEN past_due AND stood THEN greatest(overdue_month, received_month) END AS overdue_in,
           CASE WHEN (resolved AND has_due AND NOT not_late) OR (NOT ended AND past_due) OR sent
                THEN apology_month END AS owed_in
    FROM dossier
), came AS (
    SELECT agency, field, received_month AS month,
           count(*) AS received, count_if(NOT has_due) AS received_no_due, count(channel) AS channel_known,
           count_if(channel = 'online_full') AS online_full, count_if(channel = 'online_partial') AS online_partial,
           count_if(channel = 'counter') AS counter, count_if(channel = 'post') AS post,
           count_if(channel = 'other') AS other, count_if(offered AND channel IS NOT NULL) AS offered,
           count_if(offered AND online) AS offered_online,
           count_if(offered AND NOT on_behalf AND channel IS NOT NULL) AS unassisted,
           count_if(offered AND NOT on_behalf AND online) AS unassisted_online,
           count_if(online_level = 'full' AND channel IS NOT NULL) AS full_known,
           count_if(online_level = 'full' AND channel = 'counter') AS full_counter,
           count_if(online AND on_behalf IS NOT NULL) AS online_known, count_if(online AND on_behalf) AS on_behalf,
           count(digitised_intake) AS intake_known, count_if(digitised_intake) AS intake,
           count(reschedules) AS reschedules_known, count_if(reschedules >= 2) AS rescheduled
    FROM judged GROUP BY ALL
), went AS (
    SELECT agency, field, ended_in AS month,
           count(*) AS ended, count_if(NOT has_due) AS ended_no_due, count_if(stood_overdue) AS ended_overdue,
           count_if(resolved) AS resolved, count_if(NOT resolved) AS withdrawn,
           count_if(resolved AND ending = 'refused') AS refused, count_if(resolved AND has_due) AS with_due,
           count_if(resolved AND has_due AND not_late) AS in_time,
           count_if(resolved AND not_late AND finished_working < due_working) AS early,
           count_if(resolved AND digitised_result IS NOT NULL) AS result_known,
           count_if(resolved AND digitised_result) AS result,
           count_if(resolved AND certified AND e_certified IS NOT NULL) AS certified,
           count_if(resolved AND certified AND e_certified) AS e_certified,
           count_if(resolved AND fee AND paid_online IS NOT NULL) AS fee,
           count_if(resolved AND fee AND paid_online) AS paid,
           sum(CASE WHEN resolved AND online_payments IS NOT NULL THEN payments END) AS payments,
           sum(CASE WHEN resolved AND payments IS NOT NULL THEN online_payments END) AS online_payments,
           sum(CASE WHEN resolved THEN greatest(finished_working - received_working, 0) END) AS working_days,
           count_if(resolved AND legal IS NOT NULL) AS legal_known,
           sum(CASE WHEN resolved THEN (legal * 1000)::BIGINT END) AS legal
    FROM judged WHERE ended_in IS NOT NULL GROUP BY ALL
), stood AS (
    SELECT agency, field, overdue_in AS month,
           count(*) AS overdue
    FROM judged WHERE overdue_in IS NOT NULL GROUP BY ALL
), owed AS (
    SELECT agency, field, owed_in AS month,
           count_if(late_dossier AND NOT exempt) AS owing,
           count_if(late_dossier AND NOT exempt AND sent) AS apologised,
           count_if(late_dossier AND NOT exempt AND sent AND letter_sent_day <= due_before) AS apologised_in_time,
           count_if(has_due AND sent AND posting_past) AS letters,
           count_if(has_due AND sent AND posting_past AND served) AS served
    FROM judged WHERE owed_in IS NOT NULL GROUP BY ALL
), postal AS (
    SELECT agency, field, returned_month AS month, count(*) FILTER (postal) AS postal_procedures,
           count(*) FILTER (postal AND went) AS postal_used, sum(known) AS back_known, sum(by_post) AS by_post
    FROM (SELECT agency, field, returned_month, procedure, max(postal AND returned_by_post IS NOT NULL) AS postal,
                 max(postal AND coalesce(returned_by_post OR channel = 'post', false)) AS went,
                 count(returned_by_post) AS known, count_if(returned_by_post) AS by_post
          FROM judged WHERE came_back GROUP BY ALL) GROUP BY ALL
), paying AS (
    SELECT agency, field, finished_month AS month, count(*) AS fee_procedures, count(*) FILTER (paid) AS paid_procedures
    FROM (SELECT agency, field, finished_month, procedure, max(paid_online) AS paid
          FROM judged WHERE resolved AND fee AND paid_online IS NOT NULL GROUP BY ALL) GROUP BY ALL
), paused AS (
    SELECT agency, field, month, count(*) AS paused
    FROM (SELECT agency, field, pause_from, pause_to, open_pause_from,
                 unnest(range(received_month, coalesce(ended_in, 24))) AS month
          FROM judged WHERE len(pause_from) > 0 OR open_pause_from IS NOT NULL) JOIN ends USING (month)
    WHERE open_pause_from <= until
          OR len(list_filter(list_zip(pause_from, pause_to), lambda p: p[1] <= until AND p[2] > until)) > 0
    GROUP BY ALL
), parts AS (
    SELECT * FROM came
    UNION ALL BY NAME SELECT * FROM went
    UNION ALL BY NAME SELECT * FROM stood
    UNION ALL BY NAME SELECT * FROM owed
    UNION ALL BY NAME SELECT * FROM postal
    UNION ALL BY NAME SELECT * FROM paying
    UNION ALL BY NAME SELECT * FROM paused
    UNION ALL BY NAME SELECT agency, field, month FROM (SELECT DISTINCT agency, field FROM came), ends
), monthly AS (
    SELECT agency, field, month, coalesce(sum(COLUMNS(* EXCLUDE (agency, field, month))), 0)::BIGINT FROM parts GROUP BY ALL
), standing AS (
    SELECT *, sum(received - ended) OVER so_far AS open, sum(received_no_due - ended_no_due) OVER so_far AS open_no_due,
           sum(overdue - ended_overdue) OVER so_far AS open_overdue
    FROM monthly WINDOW so_far AS (PARTITION BY agency, field ORDER BY month)
)
SELECT agency, field, month, in_time AS "on_time_share.n", with_due AS "on_time_share.d", in_time AS "on_time_766_share.n",
       with_due + open_overdue AS "on_time_766_share.d", online_full + online_partial AS "online_share.n",
       channel_known AS "online_share.d", offered_online AS "online_offered_share.n", offered AS "online_offered_share.d",
       unassisted_online AS "online_offered_unassisted_share.n", unassisted AS "online_offered_unassisted_share.d",
       full_counter AS "counter_on_full_online.n", full_known AS "counter_on_full_online.d",
       on_behalf AS "on_behalf_share.n", online_known AS "on_behalf_share.d", apologised AS "apology_share.n",
       owing AS "apology_share.d", apologised_in_time AS "apology_in_time_share.n", owing AS "apology_in_time_share.d",
       served AS "apology_posted_share.n", letters AS "apology_posted_share.d", by_post AS "postal_return_share.n",
       back_known AS "postal_return_share.d", postal_used AS "postal_procedure_share.n",
       postal_procedures AS "postal_procedure_share.d", e_certified AS "e_certified_share.n",
       certified AS "e_certified_share.d", paid AS "online_payment_share.n", fee AS "online_payment_share.d",
       online_payments AS "online_payment_transaction_share.n", payments AS "online_payment_transaction_share.d",
       paid_procedures AS "online_payment_procedure_share.n", fee_procedures AS "online_payment_procedure_share.d",
       intake AS "digitised_intake_share.n", intake_known AS "digitised_intake_share.d",
       result AS "digitised_result_share.n", result_known AS "digitised_result_share.d",
       rescheduled AS "rescheduled_twice_share.n", reschedules_known AS "rescheduled_twice_share.d",
       received AS "received.n", online_full AS "received_online_full.n", online_partial AS "received_online_partial.n",
       counter AS "received_counter.n", post AS "received_post.n", other AS "received_other.n",
       open - (received - ended) AS "carried.n", open AS "open.n",
       open - open_overdue - paused - open_no_due AS "open_within_time.n", open_overdue AS "open_overdue.n",
       paused AS "open_paused.n", open_no_due AS "open_without_due.n", resolved AS "resolved.n",
       withdrawn AS "withdrawn.n", refused AS "refused.n", early AS "resolved_early.n",
       in_time - early AS "resolved_on_time.n", with_due - in_time AS "resolved_late.n",
       resolved - with_due AS "resolved_without_due.n", working_days AS "average_working_days.n",
       resolved AS "average_working_days.d", legal AS "average_legal_days.n", legal_known AS "average_legal_days.d"
FROM standing
