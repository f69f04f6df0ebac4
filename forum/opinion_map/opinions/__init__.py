"""The arithmetic of a consultation by short statements. numpy is imported here: import these modules late, in a job."""
